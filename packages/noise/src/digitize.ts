import { parameters, readout, type StageValues, usageError } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { pixelLoops, sharedZeros } from '@braggsim/core/kernel';
import { DEFAULT_OFFSET, FULL_SCALE } from './integer-image';
import { stageValues } from './stage-values';

/** Sample types of files, with their ranges. */
const SAMPLES = {
  u16: { min: 0, max: FULL_SCALE, array: Uint16Array },
  i32: { min: -(2 ** 31), max: 2 ** 31 - 1, array: Int32Array },
  f32: { min: -Infinity, max: Infinity, array: Float32Array },
} as const;

export type SampleType = keyof typeof SAMPLES;

/** Returns the smallest and largest value of a sample type. */
export const sampleRange = (type: SampleType): { readonly min: number; readonly max: number } => SAMPLES[type];

const params = parameters({
  type: {
    type: 'enum',
    options: Object.keys(SAMPLES),
    default: 'u16',
    doc: 'sample type of the file: integers of 16 or 32 bits, or floats, which are not rounded',
  },
  offset: {
    type: 'number',
    unit: 'ADU',
    default: DEFAULT_OFFSET,
    flag: '-adc',
    doc: 'offset added to every pixel, so that read-out noise below zero is not lost',
  },
  maximum: {
    type: 'number',
    unit: 'ADU',
    doc: 'largest recorded value, which overloads receive; when absent, the largest value of the sample type',
  },
  bits: { type: 'integer', min: 1, max: 53, doc: 'bits of the converter: a maximum of 2^bits - 1' },
  rounding: {
    type: 'enum',
    options: ['down', 'nearest'],
    default: 'down',
    doc: 'whether values are rounded down or to the nearest integer',
  },
});

/** Returns the smallest and the largest value that the type of the samples and the parameters allow, ADU. */
function limitsOf(given: StageValues): { readonly min: number; readonly largest: number } {
  const { type, maximum = Infinity, bits = Infinity } = stageValues(params, given);
  const { min, max } = sampleRange(type as SampleType);
  return { min, largest: Math.min(max, maximum, 2 ** bits - 1) };
}

function check(given: StageValues): void {
  const { min, largest } = limitsOf(given);
  if (largest >= min) return;
  const { type, maximum } = stageValues(params, given);
  throw usageError(`maximum of digitize must be at least ${min} for samples of type ${type}, found ${maximum}`);
}

/** Readout stage that adds an offset, clips, and rounds to the sample type of a file. NaN becomes 0 in integers. */
export const digitize = readout({
  id: 'digitize',
  version: 1,
  about: { equation: 'floor(min(max(v + offset, least), maximum))', citation: 'nanoBragg, J. M. Holton' },
  params,
  pixelwise: () => true,
  check,
  apply(values, given) {
    check(given);
    const { type, offset, rounding } = stageValues(params, given);
    const { min, largest } = limitsOf(given);
    if (type === 'f32') {
      for (let i = 0; i < values.length; i++) {
        values[i] = Math.fround(Math.min((values[i] as number) + offset, largest));
      }
      return;
    }
    pixelLoops.round(values, { offset, least: min, largest, half: rounding === 'nearest' ? 0.5 : 0 });
  },
});

/** Tells whether `digitize` with these parameters leaves every 16-bit word unchanged. */
export function keepsWords(given: StageValues): boolean {
  const { min, largest } = limitsOf(given);
  return stageValues(params, given).offset === 0 && min <= 0 && largest >= FULL_SCALE;
}

/**
 * Returns an array for digitized values of a sample type.
 *
 * @param isShared whether it is in memory that threads share, where there is such memory
 */
export const samplesFor = (type: SampleType, length: number, isShared = true): Pixels =>
  isShared ? sharedZeros<Pixels>(SAMPLES[type].array, length) : new SAMPLES[type].array(length);
