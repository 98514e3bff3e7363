import type { Plan } from '@braggsim/core/kernel';
import { expect, test } from 'vitest';
import { kernelKey } from './plan-key';

const planOf = (values: Float64Array, mask: Uint8Array) =>
  ({
    tables: { hkl: { layout: {}, values } },
    panels: [{ mask }],
    dMin: Number.POSITIVE_INFINITY,
  }) as unknown as Plan['fixed'];
const values = (change?: number): Float64Array =>
  Float64Array.from({ length: 5000 }, (_, i) => (i === change ? -1 : i % 7));
const mask = (change?: number, length = 4099): Uint8Array =>
  new Uint8Array(length).map((_, i) => (i === change ? 0 : 1));

test('plans have equal names if and only if their arrays are equal, the last bytes of them included', () => {
  const key = kernelKey(planOf(values(), mask()), {});
  expect(kernelKey(planOf(values(), mask()), {})).toBe(key);
  const shifted = new Uint8Array([9, ...mask()]).subarray(1);
  expect(kernelKey(planOf(values(), shifted), {})).toBe(key);
  const others = [0, 1, 2500, 4999].map((i) => planOf(values(i), mask()));
  others.push(...[0, 4095, 4096, 4098].map((i) => planOf(values(), mask(i))), planOf(values(), mask(undefined, 4100)));
  const keys = [
    ...others.map((other) => kernelKey(other, {})),
    kernelKey(planOf(values(), mask()), { precision: 'double' }),
  ];
  expect(new Set([key, ...keys]).size).toBe(11);
});
