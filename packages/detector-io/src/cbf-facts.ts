import type { Vec3 } from '@braggsim/core';
import type { InstrumentMetadata } from '@braggsim/core/derived';
import type { DetectorSection } from '@braggsim/geometry';
import type { FileExperiment, FileMetadata } from './described';
import { forwardScan } from './forward-scan';
import {
  angstromsOf,
  degreesOf,
  electronVoltsOf,
  metresOf,
  millimetresOf,
  type Quantity,
  quantities,
  secondsOf,
} from './quantities';
import { type FacingHeader, swungDetector } from './swung-detector';

interface CbfText {
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  /** The lines of the header by their first word. */
  readonly header: Readonly<Record<string, string>>;
}

/** The spindle in the lab frame of MOSFLM, which describes a detector without a swing. */
const SPINDLE: Vec3 = [0, 0, 1];

type Convert = (quantity: Quantity, absent?: string) => number | undefined;

/** Reads the metadata in the lines of a miniCBF header. The counts have no offset. */
export function cbfFacts({ shape, header }: CbfText): FileMetadata {
  const warnings: string[] = [];
  /** Reads the first numbers of a line in a unit; undefined where the line is missing or its unit is unknown. */
  const read = (line: string, convert: Convert, absent?: string): readonly (number | undefined)[] =>
    quantities(header[line] ?? '').map((quantity) => {
      const value = convert(quantity, absent);
      if (value === undefined) {
        const message = `the header line ${line} is in '${quantity.unit.slice(0, 20)}', an unknown unit: the line is ignored`;
        warnings.push(message);
      }
      return value;
    });
  const [pixelMm, pixelSlowMm = pixelMm] = read('Pixel_size', millimetresOf, 'm');
  const [distanceMm] = read('Detector_distance', millimetresOf, 'm');
  const [wavelengthA] = read('Wavelength', angstromsOf);
  const [energyEv] = wavelengthA === undefined ? read('Photon_energy', electronVoltsOf) : [];
  const [startDeg] = read('Start_angle', degreesOf);
  const [widthDeg] = read('Angle_increment', degreesOf);
  const [twoThetaDeg = 0] = read('Detector_2theta', degreesOf);
  const described = {
    pixelsFast: shape[1],
    pixelsSlow: shape[0],
    pixelMm,
    pixelSlowMm,
    distanceMm,
    centreMm: beamCentre(header.Beam_xy, pixelMm, pixelSlowMm),
  };
  const beam = {
    ...(wavelengthA && { wavelengthA }),
    ...(energyEv && { energyEv }),
  };
  const known = wavelengthA || energyEv ? { beam } : {};
  const [saturation] = quantities(header.Count_cutoff ?? '');
  const rest = { images: 1, ...(saturation && saturation.value > 0 && { saturation: saturation.value }) };
  const swung = twoThetaDeg !== 0 || (pixelMm !== undefined && pixelSlowMm !== pixelMm);
  const placed = swung ? swungDetector(described, twoThetaDeg, { startDeg, widthDeg }) : undefined;
  if (twoThetaDeg !== 0) warnings.push(twoThetaWarning(twoThetaDeg, placed !== undefined));
  const experiment: FileExperiment = placed
    ? { ...placed, ...known }
    : { detector: facingDetector(described), ...known, ...forwardScan(startDeg, widthDeg, SPINDLE) };
  const instrument = instrumentOf(header);
  return { ...rest, experiment, ...(instrument && { instrument }), ...(warnings.length > 0 && { warnings }) };
}

/** Reads the beam centre, which is in pixels unless the line gives a unit of length. */
function beamCentre(line = '', pixelMm: number | undefined, pixelSlowMm: number | undefined): FacingHeader['centreMm'] {
  const [fast, slow] = quantities(line);
  if (!fast || !slow) return undefined;
  const unit = slow.unit || (/\)\s*([a-zµ]+)/i.exec(line)?.[1] ?? '');
  const mm = /^pixels?$|^px$|^$/i.test(unit) ? undefined : millimetresOf({ value: 1, unit });
  if (mm !== undefined) return [fast.value * mm, slow.value * mm];
  return pixelMm && pixelSlowMm ? [fast.value * pixelMm, slow.value * pixelSlowMm] : undefined;
}

/** Returns the section of a flat detector perpendicular to the beam, as far as the header describes it. */
const facingDetector = ({ pixelsFast, pixelsSlow, pixelMm, distanceMm, centreMm }: FacingHeader): DetectorSection => ({
  convention: 'denzo',
  pixelsFast,
  pixelsSlow,
  ...(pixelMm && { pixelMm }),
  ...(distanceMm && { distanceMm }),
  ...(centreMm && { beamCentreMm: [centreMm[1], centreMm[0]] }),
});

const twoThetaWarning = (degrees: number, used: boolean): string =>
  used
    ? `Detector_2theta is ${degrees} deg; the header does not name its axis: the rotation is assumed to be right-handed about the spindle, with the distance and beam centre of two-theta 0`
    : `Detector_2theta is ${degrees} deg, and the header lacks the pixel size, distance or beam centre: the detector is assumed to be perpendicular to the beam`;

/** Chemical formulas by the names of sensor materials in headers. */
const MATERIALS: Readonly<Record<string, string>> = {
  Silicon: 'Si',
  Si: 'Si',
  CdTe: 'CdTe',
  GaAs: 'GaAs',
  Germanium: 'Ge',
};
const SENSOR = /^sensor,?\s+thickness\s+/i;

/** Reads the properties of the detector besides its geometry from a miniCBF header; undefined where it gives none. */
export function instrumentOf(header: Readonly<Record<string, string>>): InstrumentMetadata | undefined {
  const [material, sensor] = Object.entries(header).find(([, value]) => SENSOR.test(value)) ?? [];
  const [thickness] = quantities(sensor?.replace(SENSOR, '') ?? '').map((quantity) => metresOf(quantity));
  const [exposure] = quantities(header.Exposure_time ?? '').map((quantity) => secondsOf(quantity));
  const [period] = quantities(header.Exposure_period ?? '').map((quantity) => secondsOf(quantity));
  const name = header.Detector?.trim();
  const instrument: InstrumentMetadata = {
    ...(name && { detectorName: name }),
    ...(material && { sensorMaterial: MATERIALS[material] ?? material }),
    ...(thickness !== undefined && { sensorThickness: thickness }),
    ...(exposure !== undefined && { exposure }),
    ...(period !== undefined && { period }),
  };
  return Object.keys(instrument).length > 0 ? instrument : undefined;
}
