import { parameters, readout, usageError } from '@braggsim/core';
import { DEFAULT_OFFSET, FULL_SCALE } from './integer-image';

/** Offset, clipping and rounding to whole numbers. NaN becomes 0. */
export const digitize = readout({
  id: 'digitize',
  version: 1,
  about: { equation: 'floor(min(max(value + offset, 0), maximum))', citation: 'nanoBragg' },
  params: parameters({
    offset: {
      type: 'number',
      unit: 'ADU',
      default: DEFAULT_OFFSET,
      flag: '-adc',
      doc: 'added to every pixel, so that read-out noise below zero is not lost',
    },
    maximum: {
      type: 'integer',
      unit: 'ADU',
      default: FULL_SCALE,
      min: 1,
      doc: 'largest recorded value; brighter pixels are overloads and get it',
    },
    rounding: {
      type: 'choice',
      options: ['down', 'nearest'],
      default: 'down',
      doc: 'whether fractions are cut off or rounded',
    },
  }),
  apply(values, { offset = DEFAULT_OFFSET, maximum = FULL_SCALE, rounding = 'down' }) {
    if (typeof offset !== 'number' || typeof maximum !== 'number' || (rounding !== 'down' && rounding !== 'nearest')) {
      throw usageError('digitize takes a number for offset and maximum, and a rounding of down or nearest');
    }
    const half = rounding === 'nearest' ? 0.5 : 0;
    for (let i = 0; i < values.length; i++) {
      const recorded = Math.min(Math.max((values[i] as number) + offset, 0), maximum);
      values[i] = Number.isNaN(recorded) ? 0 : Math.min(Math.floor(recorded + half), maximum);
    }
  },
});
