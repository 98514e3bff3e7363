import { calculator, duals, numbers, variable } from '@braggsim/formula';
import { describe, expect, test } from 'vitest';
import { type BandMoments, bandMoments, linePastNode, lineSquare, meanWithin } from './band';

const m = calculator(numbers());

/** Integrals by the rule of Simpson, of a density given by its knots [y, density]. */
function simpson(a: number, knots: readonly (readonly [number, number])[], power: number): number {
  const steps = 4000;
  let sum = 0;
  for (let k = 1; k < knots.length; k++) {
    const [[p, sp], [q, sq]] = [knots[k - 1], knots[k]] as [[number, number], [number, number]];
    for (let i = 0; i <= steps; i++) {
      const v = i / steps;
      const y = p + v * (q - p);
      const weight = i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4;
      sum += ((weight * (q - p)) / steps / 3) * (sp + v * (sq - sp)) * y ** power * Math.exp(-a * y * y);
    }
  }
  return sum;
}

const moments = (a: number, knots: readonly (readonly [number, number])[]): BandMoments<number> =>
  bandMoments(
    m,
    a,
    knots.map(([y, density]) => ({ y, density })),
    knots.slice(1).map(([q, sq], i) => {
      const [p, sp] = knots[i] as [number, number];
      return { width: q - p, slope: (sq - sp) / (q - p) };
    }),
  );

const DENSITY = [0.1, 2, 1.5, 0, 3] as const;
const at = (from: number, width: number) => DENSITY.map((s, i) => [from + (i * i * width) / 16, s] as const);

describe.each([
  ['about its middle', -0.7, 2],
  ['beside it', 0.4, 1.5],
  ['on the other side', -2.2, 1.7],
])('integrals over a band %s', (_, from, width) => {
  test.each([1e-8, 1e-4, 0.3, 4, 30])('are those of Simpson for a = %d', (a) => {
    const knots = at(from, width);
    const { zeroth, first } = moments(a, knots);
    expect(zeroth / simpson(a, knots, 0)).toBeCloseTo(1, 9);
    expect(Math.abs(first - simpson(a, knots, 1)) / zeroth).toBeLessThan(1e-8 * width);
  });
});

test('the two ways to integrate a segment meet where one takes over from the other', () => {
  for (const from of [-0.6, -0.001, 0.2, 0.5]) {
    const knots = at(from, 0.01);
    const width = (knots[1]?.[0] ?? 0) - from;
    const around = [0.999999, 1.000001].map((factor) => moments((factor * 1e-5) / width ** 2, knots));
    const [below, above] = around as [BandMoments<number>, BandMoments<number>];
    const exact = (i: number) => simpson(((i ? 1.000001 : 0.999999) * 1e-5) / width ** 2, knots, 0);
    expect(below.zeroth / exact(0)).toBeCloseTo(1, 7);
    expect(above.zeroth / exact(1)).toBeCloseTo(1, 7);
  }
});

test('a flat density that reaches far to both sides has the area of the Gaussian', () => {
  const { zeroth, first } = moments(25, [
    [-9, 2],
    [8, 2],
  ]);
  expect(zeroth).toBeCloseTo(2 * Math.sqrt(Math.PI / 25), 13);
  expect(first).toBeCloseTo(0, 13);
});

test('tails are small and positive, and have a mean', () => {
  const far = moments(1, [
    [8, 1],
    [9, 1],
  ]);
  expect(far.zeroth / ((Math.sqrt(Math.PI) / 2) * 1.1224297172982928e-29)).toBeCloseTo(1, 6);
  expect(meanWithin(m, far, 0, [8, 9])).toBeGreaterThan(8);
  expect(meanWithin(m, far, 0, [8, 9])).toBeLessThan(8.2);
  expect(meanWithin(m, { zeroth: 0, first: 0 }, -3, [8, 9])).toBe(8);
});

test('derivatives are those of the integral', () => {
  const d = calculator(duals(2));
  const [a, shift] = [2.5, 0.3];
  const of = (b: number, s: number) => moments(b, at(-1 + s, 2)).zeroth;
  const knots = at(-1 + shift, 2);
  const found = bandMoments(
    d,
    variable(a, 0, 2),
    knots.map(([y, density]) => ({ y: d.sum(variable(y, 1, 2)), density })),
    knots.slice(1).map(([q, sq], i) => {
      const [p, sp] = knots[i] as [number, number];
      return { width: q - p, slope: (sq - sp) / (q - p) };
    }),
  ).zeroth;
  const step = 1e-5;
  expect(found.partials[0]).toBeCloseTo((of(a + step, shift) - of(a - step, shift)) / 2 / step, 8);
  expect(found.partials[1]).toBeCloseTo((of(a, shift + step) - of(a, shift - step)) / 2 / step, 8);
});

test('the exponent along a line is a parabola about the point nearest to the node', () => {
  const form = [40, 30, 50, 5, -7, 3];
  const [u, n] = [
    [2.1, -0.4, 1.3],
    [2, 0, 1],
  ] as const;
  const value = ([x, y, z]: readonly [number, number, number]) =>
    40 * x * x + 30 * y * y + 50 * z * z + 5 * x * y - 7 * x * z + 3 * y * z;
  const reference = 0.9;
  const offset = [0, 1, 2].map((i) => (u[i] as number) * reference - (n[i] as number)) as unknown as [
    number,
    number,
    number,
  ];
  const { square, nearest, miss } = linePastNode(m, [...u], form, lineSquare(m, [...u], form, 0), offset);
  for (const t of [0.2, 0.9, 1.4]) {
    const h = [0, 1, 2].map((i) => (u[i] as number) * t - (n[i] as number)) as unknown as [number, number, number];
    expect(square * (t - reference - nearest) ** 2 + miss).toBeCloseTo(value(h), 10);
  }
});
