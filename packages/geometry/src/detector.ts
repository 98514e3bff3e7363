import { units, usageError, type Vec3, vector, type Warning } from '@braggsim/core';
import { type Compatibility, type Detector, resolveCompatibility, type WithWarnings } from '@braggsim/core/derived';
import { boundsOf } from '@braggsim/core/kernel';
import { resolveAxes } from './axes';
import { resolveBeamCentre } from './beam-centre';
import { withCatalogue } from './catalogue';
import { requireFinite, requirePositive } from './checks';
import { CONVENTIONS } from './conventions';
import { resolveDetectorPlane } from './detector-plane';
import { checkGaps } from './gaps';
import { ignoredFields } from './ignored-fields';
import { type PlacedPlane, placeDetectorPlane } from './origin';
import { placePanels } from './panels';
import { resolvePivot } from './pivot';
import { resolveRegion } from './region';
import type { DetectorSampling, DetectorSection, GoniometerSection } from './sections';
import { resolveSensor } from './sensor';

const DEFAULT_DISTANCE_MM = 100;
const NO_ROTATION: Vec3 = [0, 0, 0];

/** Sections and options that a detector depends on besides its own section. */
export interface DetectorContext {
  readonly goniometer?: GoniometerSection | undefined;
  readonly sampling?: Pick<DetectorSampling, 'roi'> | undefined;
  /** Compatibility options; correct physics where one is absent. */
  readonly compatibility?: Partial<Compatibility> | undefined;
}

/**
 * Resolves a detector: its place in the laboratory frame after all conventions, defaults and rotations, its sensor, its
 * region of interest, and the beam centre for reports.
 *
 * @param given the `detector` section; 1024 x 1024 pixels of 0.1 mm at 100 mm where it is empty
 * @returns the detector (m, rad) with warnings about fields without effect
 * @throws BraggsimError (`usage`) for impossible sizes, directions, distances and regions of interest
 */
export function resolveDetector(
  given: DetectorSection = {},
  { goniometer, sampling, compatibility: options }: DetectorContext = {},
): WithWarnings<Detector> {
  const compatibility = resolveCompatibility('corrected', options);
  const section = withCatalogue(given);
  const typedVectors = Object.keys(section.axes ?? {}).length > 0 || section.cornerM !== undefined;
  const convention = section.convention ?? (typedVectors ? 'custom' : 'mosflm');
  const rules = CONVENTIONS[convention];

  const plane = resolveDetectorPlane(section);
  const sensor = resolveSensor(section.sensor, compatibility);
  const pivot = resolvePivot(section, convention, compatibility);
  const axes = resolveAxes(convention, section.axes, goniometer?.axis);
  const centre = resolveBeamCentre(section, rules, plane.value);

  const corner = cornerField(section, convention === 'custom', compatibility);
  if (corner) requireFinite(`detector.${corner}`, section[corner] ?? []);
  const twoThetaDeg = section.twoThetaDeg ?? 0;
  const rotationDeg = section.rotationDeg ?? NO_ROTATION;
  requireFinite('detector.twoThetaDeg', [twoThetaDeg]);
  requireFinite('detector.rotationDeg', rotationDeg);
  const twoTheta = units.fromDegrees(twoThetaDeg);

  const placed = placeDetectorPlane({
    axes: axes.value,
    rotation: [units.fromDegrees(rotationDeg[0]), units.fromDegrees(rotationDeg[1]), units.fromDegrees(rotationDeg[2])],
    twoTheta,
    ...distances(section),
    pivot: pivot.value,
    beamPoint: centre.beamPoint,
    normalIncidencePoint: centre.normalIncidencePoint,
    corner: corner && section[corner],
    beamReport: compatibility.beamReport,
  });

  const { pixelSize } = plane.value;
  const { beam, polarization, spindle, twoTheta: twoThetaAxis } = axes.value;
  const { fast, slow, normal, origin, normalIncidencePoint, beamPoint, builtPoint } = placed;
  const panels = section.panels && placePanels(section.panels, { ...placed, pixelSize });
  if (panels) refuseWithPanels(given, sampling?.roi);
  else checkGaps('detector.gapsPx', plane.value, section.gapsPx ?? []);
  return {
    value: {
      convention,
      pivot: pivot.value,
      beam,
      fast,
      slow,
      normal,
      polarization,
      vertical: vector.unit(vector.cross(beam, polarization)),
      spindle,
      twoThetaAxis,
      twoTheta,
      ...plane.value,
      distance: placed.distance,
      normalDistance: placed.normalDistance,
      origin,
      curvatureCentreFast: builtPoint[0],
      curvatureCentreSlow: builtPoint[1],
      beamCentre: {
        fast: beamPoint[0],
        slow: beamPoint[1],
        x: centre.beam[0],
        y: centre.beam[1],
        normalFast: normalIncidencePoint[0],
        normalSlow: normalIncidencePoint[1],
        normalX: centre.reportedIncidencePoint[0],
        normalY: centre.reportedIncidencePoint[1],
        orgX: normalIncidencePoint[0] / pixelSize + 0.5,
        orgY: normalIncidencePoint[1] / pixelSize + 0.5,
        panelOriginDials: [
          vector.dot(origin, [0, 0, 1]),
          vector.dot(origin, [0, 1, 0]),
          vector.dot(origin, [-1, 0, 0]),
        ],
      },
      curved: section.curved ?? false,
      pointPixel: section.pointPixel ?? false,
      sensor: sensor.value,
      region: resolveRegion(sampling?.roi, plane.value),
      ...(panels ? { panels } : section.gapsPx && { gaps: section.gapsPx.map(boundsOf) }),
    },
    warnings: [
      ...plane.warnings,
      ...pivot.warnings,
      ...axes.warnings,
      ...ignoredFields(section, convention, pivot.value, corner),
      ...distanceWarnings(section, placed),
      ...sensor.warnings,
    ],
  };
}

/** Computes the components of the direction of the beam along fast, slow and normal of the detector. */
export const beamInDetectorFrame = ({ beam, fast, slow, normal }: Detector): Vec3 => [
  vector.dot(beam, fast),
  vector.dot(beam, slow),
  vector.dot(beam, normal),
];

/**
 * Refuses fields of the one detector plane for a detector with panels.
 *
 * @throws BraggsimError (`usage`) that names the field
 */
function refuseWithPanels({ curved, gapsPx }: DetectorSection, roi: DetectorSampling['roi']): void {
  const fields = { 'detector.curved': curved, 'detector.gapsPx': gapsPx?.length, 'sampling.roi': roi };
  const [onePlaneOnly] = Object.entries(fields).find(([, value]) => value) ?? [];
  if (onePlaneOnly) {
    throw usageError(
      `${onePlaneOnly} is for a single detector plane, and this detector has panels; leave one of the two out`,
    );
  }
}

/** Returns the name of the field that fixes the corner of pixel (0,0), or undefined. */
function cornerField(section: DetectorSection, custom: boolean, compatibility: Compatibility) {
  if (section.cornerOverrideM) return 'cornerOverrideM';
  return section.cornerM && custom && compatibility.cornerVector === 'used' ? 'cornerM' : undefined;
}

/** Returns the distance along the beam, by either of its names (mm). */
function givenDistance({ distanceMm, cameraLengthMm }: DetectorSection): number {
  if (distanceMm !== undefined && cameraLengthMm !== undefined) {
    throw usageError({
      message: `detector.distanceMm (${distanceMm}) and detector.cameraLengthMm (${cameraLengthMm}) are two names of one length; leave one of them out`,
      expected: 'one of detector.distanceMm and detector.cameraLengthMm',
      found: 'both',
      remedy: 'leave one of them out',
    });
  }
  const field = cameraLengthMm === undefined ? 'detector.distanceMm' : 'detector.cameraLengthMm';
  const distance = cameraLengthMm ?? distanceMm ?? DEFAULT_DISTANCE_MM;
  requirePositive(field, distance);
  return distance;
}

function distances(section: DetectorSection) {
  const distanceMm = givenDistance(section);
  const { closeDistanceMm } = section;
  if (closeDistanceMm === undefined) return { distance: units.fromMm(distanceMm), normalDistance: undefined };
  requireFinite('detector.closeDistanceMm', [closeDistanceMm]);
  if (closeDistanceMm === 0) {
    throw usageError('detector.closeDistanceMm must not be zero: the detector plane would cut through the sample');
  }
  return { distance: units.fromMm(distanceMm), normalDistance: units.fromMm(closeDistanceMm) };
}

/** Largest relative difference of two distances without a warning. */
const SAME_DISTANCE = 1e-6;

function distanceWarnings({ distanceMm, closeDistanceMm }: DetectorSection, placed: PlacedPlane): Warning[] {
  const warnings: Warning[] = [];
  if (distanceMm !== undefined && closeDistanceMm !== undefined && distanceMm !== closeDistanceMm) {
    const resulting = units.toMm(placed.distance);
    if (Math.abs(resulting - distanceMm) > SAME_DISTANCE * distanceMm) {
      warnings.push({
        id: 'distance-overridden',
        message: `detector.distanceMm (${distanceMm}) has no effect: detector.closeDistanceMm (${closeDistanceMm}), which image headers also give, puts the detector plane at ${resulting} mm; set detector.closeDistanceMm (drop-in: -close_distance) to place it`,
      });
    }
  }
  if (placed.beamMissesPlane) {
    warnings.push({
      id: 'beam-along-detector-plane',
      message:
        'the beam runs along the swung-out detector plane and never meets it: distance and beam centre leave two-theta out',
    });
  }
  if (placed.normalDistance <= 0) {
    warnings.push({
      id: 'detector-faces-away',
      message:
        'the normal of the detector plane points towards the sample: solid angles are negative and a thick sensor captures nothing; check detector.twoThetaDeg and rotationDeg',
    });
  } else if (placed.distance < 0) {
    warnings.push({
      id: 'detector-upstream',
      message: 'the detector plane meets the beam upstream of the sample: it records back-scattered rays',
    });
  }
  return warnings;
}
