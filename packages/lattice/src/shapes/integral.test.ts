import type { Term, Vec3 } from '@braggsim/core';
import type { Crystal } from '@braggsim/core/derived';
import { describe, expect, test } from 'vitest';
import { gauss } from './gauss';
import { gaussHkl } from './gauss-hkl';
import { gaussStar } from './gauss-star';
import { crystalOf, shapeOf } from './shape.fixture';
import { square } from './square';
import { tophat } from './tophat';
import { tophatHkl } from './tophat-hkl';

const CELLS: Vec3 = [5, 6, 7];
const TOTAL = 210;
const sectionOf = (shape: string) => ({ cell: [30, 35, 40, 80, 95, 103], cells: CELLS, shape });

const integralOf = (shape: Term<'shape', 'dh' | 'dk' | 'dl'>, crystal: Crystal): number => {
  const constants = shape.constants({}, { crystal } as never);
  return shape.integral?.(constants, shape.specialization?.({}, { crystal } as never) ?? ({} as never)) as number;
};

/** Sum of a shape over a grid of the zone. */
function summed(value: (at: Vec3) => number, steps: number): number {
  let sum = 0;
  for (let i = 0; i < steps; i++)
    for (let j = 0; j < steps; j++)
      for (let k = 0; k < steps; k++) sum += value([i, j, k].map((n) => (n + 0.5) / steps - 0.5) as unknown as Vec3);
  return sum / steps ** 3;
}

test.each([
  ['square', square, 1e-9],
  ['gauss-hkl', gaussHkl, 1e-4],
  ['gauss-star', gaussStar, 1e-4],
  ['tophat-hkl', tophatHkl, 0.02],
] as const)('the integral of %s is that of its values over a zone', (name, shape, error) => {
  const crystal = crystalOf(sectionOf(name));
  const { value } = shapeOf(shape as typeof square, crystal);
  expect(summed(value, 64) / integralOf(shape as never, crystal)).toBeCloseTo(1, -Math.log10(2 * error));
});

describe('the integral over the number of cells', () => {
  const scaleOf = (name: string, shape: unknown, more = {}) =>
    integralOf(shape as never, crystalOf({ ...sectionOf(name), ...more })) / TOTAL;

  test('is 1 for square, 0.984 for gauss-hkl, 0.7517 for gauss-star', () => {
    expect(scaleOf('square', square)).toBe(1);
    expect(scaleOf('gauss-hkl', gaussHkl)).toBeCloseTo(0.9844, 4);
    expect(scaleOf('gauss-star', gaussStar)).toBeCloseTo(0.7517, 4);
    expect(scaleOf('gauss-star', gaussStar, { fudge: 0.8267349 })).toBeCloseTo(1, 6);
  });

  test('is 0.984 V/M^2 for gauss', () => {
    const { volumeA3 } = crystalOf(sectionOf('gauss'));
    expect((scaleOf('gauss', gauss) * TOTAL ** 2) / volumeA3).toBeCloseTo(0.9844, 4);
    // 8 x 8 x 16 cells of lysozyme.
    const lysozyme = crystalOf({ cell: [79, 79, 38, 90, 90, 90], cells: [8, 8, 16], shape: 'gauss' });
    expect(integralOf(gauss as never, lysozyme) / 1024).toBeCloseTo(0.2226, 3);
  });

  test.each([
    ['gauss', gauss],
    ['gauss-hkl', gaussHkl],
    ['gauss-star', gaussStar],
    ['tophat', tophat],
    ['tophat-hkl', tophatHkl],
  ] as const)('is 1 for a normalized %s', (name, shape) => {
    for (const fudge of [1, 1.7]) expect(scaleOf(name, shape, { normalize: true, fudge })).toBeCloseTo(1, 12);
  });

  test('is 1 for a normalized form across the axes', () => {
    const crystal = crystalOf({ ...sectionOf('gauss-hkl'), cellsOffDiagonal: [0.5, 0.2, -0.3], normalize: true });
    expect(integralOf(gaussHkl as never, crystal) / (crystal.shapeForm?.total as number)).toBeCloseTo(1, 12);
  });
});

test.each(['square', 'round'])('%s cannot be normalized', (shape) => {
  expect(() => crystalOf({ ...sectionOf(shape), normalize: true })).toThrow(`found crystal.shape ${shape}`);
});

test('nor can spots of unlimited width', () => {
  expect(() => crystalOf({ ...sectionOf('gauss'), fudge: 0, normalize: true })).toThrow('found crystal.fudge 0');
});
