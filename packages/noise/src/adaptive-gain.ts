import { parameters, readout, type StageValues, usageError } from '@braggsim/core';
import { forEachBlock, pixelNormals } from '@braggsim/core/random';
import { stageValues } from './stage-values';

const ID = 'adaptiveGain';
const MODES = 3;
/** The two gain bits of each mode: high, medium and low gain. The value 2 does not occur. */
const BITS = [0, 1, 3] as const;
/** Inverse of `BITS`: the mode of each value of the gain bits. */
const MODE_OF_BITS = [0, 1, Number.NaN, 2] as const;
const LARGEST = 2 ** 14 - 1;

const params = parameters({
  switchAt: {
    type: 'numbers',
    unit: 'photons',
    count: MODES - 1,
    default: [29, 900],
    doc: 'signals from which medium and low gain are used',
  },
  gains: {
    type: 'numbers',
    unit: 'ADU/photon',
    count: MODES,
    default: [490, -17.2, -1.26],
    doc: 'gains of the high, medium and low mode',
  },
  pedestals: {
    type: 'numbers',
    unit: 'ADU',
    count: MODES,
    default: [2000, 16000, 16000],
    doc: 'pedestals of the high, medium and low mode',
  },
  noises: {
    type: 'numbers',
    unit: 'ADU',
    count: MODES,
    default: [10, 5, 4],
    doc: 'read-out noise of the high, medium and low mode, rms',
  },
});

const decoding = parameters({ gains: params.gains, pedestals: params.pedestals });

type Three = readonly [number, number, number];

/** Encodes a 14-bit value and its mode (0 to 2) as one 16-bit word: the gain bits stand above the value. */
export const gainWord = (adc: number, mode: number): number => (BITS[mode as 0 | 1 | 2] << 14) | adc;

/** Decodes a word to its mode (0 to 2) and 14-bit value; the mode is NaN for gain bits that do not occur. */
export const fromGainWord = (word: number): { adc: number; mode: number } => ({
  adc: word & LARGEST,
  mode: MODE_OF_BITS[(word >> 14) as 0 | 1 | 2 | 3],
});

function check(given: StageValues): void {
  const { switchAt, noises } = stageValues(params, given);
  const [medium, low] = switchAt as readonly [number, number];
  if (!(medium <= low))
    throw usageError(`switchAt must not decrease from medium to low gain, found ${medium} and ${low}`);
  if (noises.some((noise) => noise < 0))
    throw usageError(`noises must be 0 or above in ADU, found ${noises.join(', ')}`);
}

/**
 * Readout stage for pixels that switch to a lower gain while they integrate: applies gain, noise and digitizing of the
 * mode of each pixel, and records a 14-bit value and two gain bits. The defaults are close to those of a JUNGFRAU
 * detector at 12.4 keV.
 */
export const adaptiveGain = readout({
  id: ID,
  version: 1,
  about: {
    equation: 'w = bits(mode) 2^14 + round(clip(pedestal + gain v + noise g, 0, 16383)), mode by v',
    citation: 'Mozzanica et al. (2016), J. Instrum. 11, C02047; Leonarski et al. (2018), Nat. Methods 15, 799',
  },
  params,
  seeded: true,
  pixelwise: () => true,
  check,
  apply(values, given, context) {
    check(given);
    const { switchAt, gains, pedestals, noises } = stageValues(params, given);
    const [medium, low] = switchAt as readonly [number, number];
    const { firstPixel = 0 } = context;
    const normals = pixelNormals(context, ID);
    forEachBlock(values.length, (start, count) => {
      const g = normals(firstPixel + start, count);
      for (let i = 0; i < count; i++) {
        const signal = values[start + i] as number;
        const mode = (signal >= low ? 2 : signal >= medium ? 1 : 0) as 0 | 1 | 2;
        const noise = (noises as Three)[mode] * (g[i] as number);
        const adc = Math.round((pedestals as Three)[mode] + (gains as Three)[mode] * signal + noise);
        // The comparison also turns NaN into 0.
        values[start + i] = gainWord(adc > 0 ? Math.min(adc, LARGEST) : 0, mode);
      }
    });
  },
});

/** Readout stage that converts words of `adaptiveGain` to photons; NaN where the gain bits do not belong to a mode. */
export const decodeGain = readout({
  id: 'decodeGain',
  version: 1,
  about: {
    equation: 'v = (adc - pedestal(mode)) / gain(mode)',
    citation: 'Leonarski et al. (2018), Nat. Methods 15, 799',
  },
  params: decoding,
  pixelwise: () => true,
  apply(values, given) {
    const { gains, pedestals } = stageValues(decoding, given);
    for (let i = 0; i < values.length; i++) {
      const { adc, mode } = fromGainWord(values[i] as number);
      values[i] = (adc - (pedestals[mode] ?? Number.NaN)) / (gains[mode] ?? Number.NaN);
    }
  },
});
