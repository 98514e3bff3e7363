import { units, vector } from '@braggsim/core';
import type { Beam, DecodedImage, Detector, ImageMetadata } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { type BeamSection, resolveBeam } from '@braggsim/sources';

/** The detector that a file describes, where it has the panels of an image. */
export function describedDetector(facts: FileMetadata | undefined, { panels }: DecodedImage): Detector | undefined {
  const { experiment = {} } = facts ?? {};
  const described = resolveDetector(experiment.detector, experiment).value;
  const fits = recordingPanels(described).map((p) => `${[p.pixelsSlow, p.pixelsFast]}`);
  return String(fits) === String(panels.map(({ shape }) => shape)) ? described : undefined;
}

/** Spindle angles of an image, deg: its own where the file gives each, or else those of a scan that goes on. */
function scanOf({ experiment = {}, angles }: Partial<FileMetadata>, index: number): ImageMetadata['scan'] {
  const { startDeg = 0, widthDeg = 0 } = experiment.scan ?? {};
  const start = angles?.startsDeg[index] ?? startDeg + index * widthDeg;
  const width = angles?.widthsDeg[index] ?? widthDeg;
  return { start: units.fromDegrees(start), width: units.fromDegrees(width) };
}

/** The beam of a file: what it does not say of flux, exposure and polarization is not made up. */
function knownBeam(section: BeamSection = {}): Beam {
  const { value: beam } = resolveBeam(section);
  return {
    ...beam,
    flux: section.fluxPerS === undefined ? 0 : beam.flux,
    exposure: section.exposureS === undefined ? 0 : beam.exposure,
    polarizationFraction: section.polarization === undefined ? null : beam.polarizationFraction,
  };
}

/**
 * What is known about an image that was read: what its file says, and defaults for the rest. A detector that does not fit
 * the pixels is left out.
 */
export function metadataOf(facts: FileMetadata | undefined, decoded: DecodedImage, index: number): ImageMetadata {
  const [pixelsSlow = 1, pixelsFast = 1] = decoded.panels[0]?.shape ?? [];
  const { experiment = {}, offset, saturation, underload, instrument, goniometer } = facts ?? {};
  const plain = () => resolveDetector({ pixelsSlow, pixelsFast }).value;
  const detector = describedDetector(facts, decoded);
  const known: ImageMetadata = {
    detector: detector ?? plain(),
    beam: knownBeam(experiment.beam),
    scan: scanOf(facts ?? {}, index),
    ...(offset !== undefined && { offset }),
    ...(saturation !== undefined && { saturation }),
    ...(underload !== undefined && { underload }),
    ...(instrument && { instrument }),
    ...(goniometer && detector && { goniometer }),
  };
  return turnsBackwards(facts) ? forwards(known) : known;
}

/** Whether angles fall from image to image: all of them, so that the opposite axis serves the whole series. */
function turnsBackwards({ experiment = {}, angles }: Partial<FileMetadata> = {}): boolean {
  const widths = angles?.widthsDeg ?? [experiment.scan?.widthDeg ?? 0];
  return widths.some((width) => width < 0) && !widths.some((width) => width > 0);
}

const negated = (angle: number): number => 0 - angle;

/** The same rotation with angles that grow, about the opposite axis: R(a, phi) = R(-a, -phi). */
function forwards({ detector, scan, goniometer, ...metadata }: ImageMetadata): ImageMetadata {
  const axes = goniometer?.axes.map((axis, i) =>
    i === goniometer.scanAxis
      ? { ...axis, direction: vector.scale(axis.direction, -1), angleDeg: negated(axis.angleDeg) }
      : axis,
  );
  return {
    ...metadata,
    detector: { ...detector, spindle: vector.scale(detector.spindle, -1) },
    scan: { start: negated(scan.start), width: negated(scan.width) },
    ...(goniometer && axes && { goniometer: { ...goniometer, axes } }),
  };
}
