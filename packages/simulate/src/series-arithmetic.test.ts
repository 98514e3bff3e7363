import type { Arithmetic } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { seriesArithmetic } from './series-arithmetic';

const image = (threads: number, code?: Arithmetic['code']): Arithmetic => ({
  precision: 'single',
  threads,
  ...(code && { code }),
});
const wasm = { nativeFraction: 0, vectorBits: 128, reason: 'it was not compiled in time' } as const;
const native = (nativeFraction: number) => ({ nativeFraction, vectorBits: 512 }) as const;

test('the code of a series is that of all its images, whose first ones had none', () => {
  const series = seriesArithmetic();
  expect(series.result()).toBeUndefined();
  series.add(image(1, wasm));
  expect(series.result()).toEqual(image(1, wasm));
  for (const code of [wasm, native(0.5), native(1)]) series.add(image(2, code));
  expect(series.result()).toEqual(image(2, native(1.5 / 4)));
});

test('kernels of one kind of code have none to combine', () => {
  const series = seriesArithmetic();
  series.add(image(1));
  series.add(image(2));
  expect(series.result()).toEqual(image(2));
});
