import { units } from '@braggsim/core';
import type { Scan } from '@braggsim/core/derived';
import { formatG } from '@braggsim/core/text';
import { smvHeaderOf } from '@braggsim/detector-io';
import type { BuiltPlan } from '@braggsim/simulate';

/** Returns a header in the wording of the C program. */
export function nonBraggHeader({ derived }: BuiltPlan, { start, width }: Scan, sizeSlowMm: number): Uint8Array {
  const { detector, beam } = derived;
  const g = (x: number) => formatG(x);
  const mm = (m: number) => g(units.toMm(m));
  const degrees = (rad: number) => g(units.toDegrees(rad));
  return smvHeaderOf([
    'DIM=2;',
    'BYTE_ORDER=little_endian;',
    'TYPE=unsigned_short;',
    `SIZE1=${detector.pixelsFast};`,
    `SIZE2=${detector.pixelsSlow};`,
    `PIXEL_SIZE=${mm(detector.pixelSize)};`,
    `DISTANCE=${mm(detector.distance)};`,
    `WAVELENGTH=${g(units.toAngstrom(beam.wavelength))};`,
    `BEAM_CENTER_X=${mm(detector.beamCentre.fast)};`,
    `BEAM_CENTER_Y=${g(sizeSlowMm - units.toMm(detector.beamCentre.slow))};`,
    `ORGX=${g(detector.beamCentre.normalFast / detector.pixelSize)};`,
    `ORGY=${g(detector.beamCentre.normalSlow / detector.pixelSize)};`,
    `CLOSE_DISTANCE=${mm(detector.normalDistance)};`,
    `PHI=${degrees(start)};`,
    `OSC_START=${degrees(start)};`,
    `OSC_RANGE=${degrees(width)};`,
    `TWOTHETA=${degrees(detector.twoTheta)};`,
    'DETECTOR_SN=000;',
    'BEAMLINE=fake;',
  ]);
}
