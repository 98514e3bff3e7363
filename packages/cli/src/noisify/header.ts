import { formatG } from '@braggsim/core/text';
import { type SmvHeader, smvHeaderOf } from '@braggsim/detector-io';
import type { NoisifyRun } from './run';

const TYPES = { 16: 'unsigned_short', 32: 'long_integer' } as const;

/** Returns the lines that describe the samples of a file. */
const sampleLines = (bits: 16 | 32): string[] => ['DIM=2;', 'BYTE_ORDER=little_endian;', `TYPE=${TYPES[bits]};`];

/** Returns a header in the wording of the C program, for runs that copy none. */
export function ownHeader(run: NoisifyRun, [slow, fast]: readonly [number, number]): Uint8Array {
  const { pixelMm, beamXMm = (pixelMm * fast) / 2, beamYMm = (pixelMm * slow) / 2, phiDeg, oscDeg } = run;
  const g = (x: number) => formatG(x);
  return smvHeaderOf([
    ...sampleLines(run.bits),
    `SIZE1=${fast};`,
    `SIZE2=${slow};`,
    `PIXEL_SIZE=${g(pixelMm)};`,
    `DISTANCE=${g(run.distanceMm)};`,
    `WAVELENGTH=${g(run.wavelengthA)};`,
    `BEAM_CENTER_X=${g(beamXMm)};`,
    `BEAM_CENTER_Y=${g(pixelMm * slow - beamYMm)};`,
    `PHI=${g(phiDeg)};`,
    `OSC_START=${g(phiDeg)};`,
    `OSC_RANGE=${g(oscDeg)};`,
    'DETECTOR_SN=000;',
    'BEAMLINE=fake;',
  ]);
}

/** Returns a header with updated lines about the samples; the other lines are unchanged. */
export function copiedHeader({ text }: SmvHeader, bits: 16 | 32): Uint8Array {
  const [, ...lines] = text
    .slice(text.indexOf('{') + 1, text.lastIndexOf('}'))
    .trim()
    .split(/\r?\n/);
  const current = new Map(sampleLines(bits).map((line) => [line.split('=')[0], line]));
  const kept = lines.map((line) => current.get(line.split('=')[0]?.trim()) ?? line);
  return smvHeaderOf([...sampleLines(bits).filter((line) => !kept.includes(line)), ...kept]);
}
