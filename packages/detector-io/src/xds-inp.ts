import { units, usageError, type Vec3, vector } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';
import { largestCount } from './frame';

export interface XdsFiles {
  readonly format: 'smv' | 'cbf' | 'nxmx';
  /** Template of file names with `?` for the digits of the image number. */
  readonly template: string;
  readonly first: number;
  readonly last: number;
}

/** Names of detector types in XDS by format. */
const DETECTORS = { smv: 'ADSC', cbf: 'PILATUS', nxmx: 'EIGER' };

/**
 * Returns the frame used for XDS: x along fast, y along slow, z = x x y (along the beam for a detector perpendicular to
 * it).
 */
function xdsFrame({ fast, slow }: ImageMetadata['detector']) {
  const z = vector.unit(vector.cross(fast, slow));
  const y = vector.cross(z, fast);
  return (v: Vec3): string =>
    [vector.dot(v, fast), vector.dot(v, y), vector.dot(v, z)].map((c) => (c + 0).toFixed(6)).join(' ');
}

/**
 * Checks that XDS.INP can describe a detector. @throws BraggsimError (`usage`) for a detector that is not a single flat
 * panel
 */
export function checkXdsDetector({ panels, curved }: ImageMetadata['detector']): void {
  if (!panels && !curved) return;
  const found = panels ? 'has panels' : 'is curved';
  throw usageError(`XDS.INP describes one flat panel, and this detector ${found}; leave XDS.INP out`);
}

/**
 * Formats the input of XDS, which takes the geometry from it and not from the images. Axes are given in the frame of
 * the detector, so that tilted detectors are described correctly.
 *
 * @throws BraggsimError (`usage`) for a detector that is not a single flat panel
 */
export function xdsInp({ detector, beam, scan, ...recorded }: ImageMetadata, files: XdsFiles): string {
  checkXdsDetector(detector);
  const inFrame = xdsFrame(detector);
  const pixelMm = units.toMm(detector.pixelSize);
  const { beamCentre, normalDistance, fast, slow, vertical, spindle } = detector;
  const lines: readonly (readonly [keyword: string, value: string])[] = [
    ['JOB', 'XYCORR INIT COLSPOT IDXREF DEFPIX INTEGRATE CORRECT'],
    ['DETECTOR', DETECTORS[files.format]],
    ['MINIMUM_VALID_PIXEL_VALUE', '0'],
    ['OVERLOAD', String(files.format === 'smv' ? 65535 : largestCount({ detector, beam, scan, ...recorded }))],
    ['NX', `${detector.pixelsFast} NY= ${detector.pixelsSlow} QX= ${pixelMm} QY= ${pixelMm}`],
    ['ORGX', `${beamCentre.orgX.toFixed(4)} ORGY= ${beamCentre.orgY.toFixed(4)}`],
    ['DETECTOR_DISTANCE', units.toMm(normalDistance).toFixed(6)],
    ['DIRECTION_OF_DETECTOR_X-AXIS', inFrame(fast)],
    ['DIRECTION_OF_DETECTOR_Y-AXIS', inFrame(slow)],
    ['INCIDENT_BEAM_DIRECTION', inFrame(detector.beam)],
    ['ROTATION_AXIS', inFrame(spindle)],
    ['FRACTION_OF_POLARIZATION', ((1 + (beam.polarizationFraction ?? 0)) / 2).toFixed(4)],
    ['POLARIZATION_PLANE_NORMAL', inFrame(vertical)],
    ['X-RAY_WAVELENGTH', units.toAngstrom(beam.wavelength).toFixed(8)],
    ['OSCILLATION_RANGE', units.toDegrees(scan.width).toFixed(6)],
    ['STARTING_ANGLE', units.toDegrees(scan.start).toFixed(6)],
    ['NAME_TEMPLATE_OF_DATA_FRAMES', files.template],
    ['DATA_RANGE', `${files.first} ${files.last}`],
    ['SPOT_RANGE', `${files.first} ${files.last}`],
    ['SPACE_GROUP_NUMBER', '0'],
  ];
  return lines.map(([keyword, value]) => `${keyword}= ${value}\n`).join('');
}
