import { units, vector } from '@braggsim/core';
import type { Beam, DecodedImage, Detector, ImageMetadata } from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import { recordingPanels, resolveDetector } from '@braggsim/geometry';
import { type BeamSection, resolveBeam } from '@braggsim/sources';

/** Resolves the detector that a file describes; undefined where its panels are not those of the image. */
export function describedDetector(facts: FileMetadata | undefined, { panels }: DecodedImage): Detector | undefined {
  const { experiment = {} } = facts ?? {};
  const described = resolveDetector(experiment.detector, experiment).value;
  const fits = recordingPanels(described).map((p) => `${[p.pixelsSlow, p.pixelsFast]}`);
  return String(fits) === String(panels.map(({ shape }) => shape)) ? described : undefined;
}

/** Computes the spindle angles of an image: its own where the file lists them, otherwise those of the scan. */
function scanOf({ experiment = {}, angles }: Partial<FileMetadata>, index: number): ImageMetadata['scan'] {
  const { startDeg = 0, widthDeg = 0 } = experiment.scan ?? {};
  const start = angles?.startsDeg[index] ?? startDeg + index * widthDeg;
  const width = angles?.widthsDeg[index] ?? widthDeg;
  return { start: units.fromDegrees(start), width: units.fromDegrees(width) };
}

/** Resolves the beam of a file; flux, exposure and polarization that it does not give stay 0 or null. */
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
 * Makes the metadata of an image that was read: the description of its file, and defaults for the rest. A detector that
 * does not fit the pixels is left out.
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

/** Tells whether the angles of all images fall, so that the opposite axis serves the whole series. */
function turnsBackwards({ experiment = {}, angles }: Partial<FileMetadata> = {}): boolean {
  const widths = angles?.widthsDeg ?? [experiment.scan?.widthDeg ?? 0];
  return widths.some((width) => width < 0) && !widths.some((width) => width > 0);
}

const negated = (angle: number): number => 0 - angle;

/** Converts a scan to rising angles about the opposite axis: R(a, phi) = R(-a, -phi). */
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
