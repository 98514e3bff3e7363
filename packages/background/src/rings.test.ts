import { planTerm } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { calculator, numbers } from '@braggsim/formula';
import { describeTerm } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { RING_MATERIALS } from './materials/rings';
import { rings } from './rings';

const m = calculator(numbers());
const plan = (params: object) => planTerm(rings, { params: params as never }, {} as Derived);

/** Electrons^2 at 1/d in 1/Å. */
function scattered(params: object): (s: number) => number {
  const { constants, specialization } = plan(params);
  return (s) => rings.formula(m, { sinThetaOverLambda: (s / 2) * 1e10 }, constants as never, specialization as never);
}
const ONE = { rings: [[4, 100]], cells: 1000, cellVolumeA3: 128, sizeA: 150 };

test('the integral of a ring is its strength over 4 pi S^2 V, for every cell', () => {
  const at = scattered(ONE);
  const step = 1e-5;
  let sum = 0;
  for (let s = 0.2; s < 0.3; s += step) sum += at(s) * step;
  expect(sum / ((1000 * 100) / (4 * Math.PI * 0.25 ** 2 * 128))).toBeCloseTo(1, 6);
});

test.each([
  ['size', { sizeA: 150 }, 0.9 / 150],
  ['strain', { sizeA: undefined, strainPercent: 2 }, 0.02 * 0.25],
  ['both', { sizeA: 150, strainPercent: 2 }, Math.hypot(0.9 / 150, 0.02 * 0.25)],
])('the full width at half maximum is that of the %s', (_, width, expected) => {
  const at = scattered({ ...ONE, ...width });
  expect(at(0.25 + expected / 2) / at(0.25)).toBeCloseTo(0.5, 9);
  expect(at(0.25 - expected / 2) / at(0.25)).toBeCloseTo(0.5, 9);
});

test('the slope is the steepest of a ring over its height', () => {
  const at = scattered(ONE);
  const { constants, specialization } = plan(ONE);
  const step = 1e-6;
  const steepest = Array.from({ length: 20_000 }, (_, i) => 0.24 + i * step).reduce(
    (most, s) => Math.max(most, Math.abs(at(s + step) - at(s)) / step),
    0,
  );
  // Per unit of sin(theta)/lambda in m, which is 2e-10 of 1/d in 1/Å.
  expect(rings.slope?.(constants as never, specialization as never)).toBeCloseTo((2e-10 * steepest) / at(0.25), 13);
});

test('rings add up, and grow with the cells', () => {
  const both = scattered({
    ...ONE,
    rings: [
      [4, 100],
      [3.9, 50],
    ],
  });
  const second = scattered({ ...ONE, rings: [[3.9, 50]] });
  expect(both(0.252)).toBeCloseTo(scattered(ONE)(0.252) + second(0.252), 10);
  expect(scattered({ ...ONE, cells: 3000 })(0.25)).toBeCloseTo(3 * scattered(ONE)(0.25), 9);
});

test('hexagonal ice has its own rings and cell', () => {
  const { rings: list, volumeA3 } = RING_MATERIALS['ice-ih'];
  const ice = scattered({ material: 'ice-ih', cells: 1, sizeA: 200 });
  expect(ice(0.3)).toBe(scattered({ rings: list, cellVolumeA3: volumeA3, cells: 1, sizeA: 200 })(0.3));
  // The d-spacings are those of the cell: the first three are 100, 002 and 101.
  const d = (h: number, k: number, l: number) =>
    1 / Math.sqrt((4 / 3) * ((h * h + h * k + k * k) / 4.497 ** 2) + l ** 2 / 7.321 ** 2);
  expect(list.slice(0, 3).map(([dA]) => dA)).toEqual(
    [d(1, 0, 0), d(0, 0, 2), d(1, 0, 1)].map((x) => Number(x.toFixed(4))),
  );
});

test.each([
  [
    {
      ...ONE,
      rings: [
        [3.9, 1],
        [-1, 5],
      ],
    },
    'rings has [-1, 5]; expected a d-spacing above 0',
  ],
  [{ ...ONE, rings: [[3.9, -1]] }, 'a strength of at least 0'],
  [{ ...ONE, rings: [] }, 'rings is empty'],
  [{ ...ONE, sizeA: undefined }, 'give sizeA (Å) or strainPercent (%), or both'],
  [{ ...ONE, cellVolumeA3: undefined }, 'needs cellVolumeA3'],
  [{ ...ONE, rings: undefined }, 'either rings or a material'],
  [{ ...ONE, material: 'ice-ih' }, 'either rings or a material'],
  [{ ...ONE, cells: undefined }, "the background 'rings' needs cells"],
])('%j is refused', (params, message) => {
  const given = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined));
  expect(() => plan(given)).toThrow(message);
});

describeTerm(rings, {
  ranges: { sinThetaOverLambda: [1e8, 4e9] },
  cases: [{ name: 'hexagonal ice', params: { material: 'ice-ih', cells: 1e6, sizeA: 30, strainPercent: 0.5 } }],
});
