import { planTerm, type Term, type Vec3 } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { fromRegistry, type TablePlan, type TermPlan } from '@braggsim/core/kernel';
import { calculator, numbers, type Table } from '@braggsim/formula';
import { referenceCases, referenceInput } from '@braggsim/testkit';
import { describeTerm } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCache } from './cache';
import { dampedTerms } from './damped';
import { structureGrid } from './grid';
import { parseHkl } from './hkl';
import { chooseInterpolation } from './interpolation';
import { nearest } from './nearest';
import type { Reflections } from './reflections';
import { reflectionTerms, structureRequest } from './structure';
import { tricubic } from './tricubic';
import { uniform } from './uniform';

const TERMS = { nearest, tricubic, uniform };
const structurePlan = (...[interpolation, defaultF, table]: Parameters<typeof structureRequest>): TermPlan =>
  planTerm(TERMS[interpolation] as Term, structureRequest(interpolation, defaultF, table), {} as Derived);

/** Evaluates the squared amplitude at a fractional index in the way the kernels do. */
async function squaredAmplitude(plan: TermPlan, table: TablePlan | undefined) {
  const term = await fromRegistry(reflectionTerms, plan.id, 'structure term');
  const m = calculator(numbers(table ? { [table.layout.name]: table.values } : {}));
  return (index: Vec3): number => {
    const [h0, k0, l0] = index.map((x) => m.millerIndex(x)) as [number, number, number];
    const inputs = { h0, k0, l0, dh: index[0] - h0, dk: index[1] - k0, dl: index[2] - l0 };
    return term.formula(
      m,
      inputs as Parameters<typeof term.formula<number>>[1],
      plan.constants,
      plan.specialization,
    ) as number;
  };
}

const amplitudesOf = (interpolation: 'nearest' | 'tricubic', list: Reflections, defaultF: number) => {
  const table = structureGrid(list, defaultF);
  return squaredAmplitude(structurePlan(interpolation, defaultF, table), table);
};

/** Returns a complete box of values of a function. */
const box = (f: (h: number, k: number, l: number) => number, min: Vec3, max: Vec3): Reflections => {
  const lines: string[] = [];
  for (let h = min[0]; h <= max[0]; h++) {
    for (let k = min[1]; k <= max[1]; k++)
      for (let l = min[2]; l <= max[2]; l++) lines.push(`${h} ${k} ${l} ${f(h, k, l)}`);
  }
  return parseHkl(lines.join('\n'));
};

describe('nearest', () => {
  test('uses the nearest index, halves rounded down, and the default outside', async () => {
    const at = await amplitudesOf('nearest', parseHkl('0 0 0 2\n1 0 0 3\n-1 0 0 5'), 7);
    expect(at([0.5, 0, 0])).toBe(4);
    expect(at([0.5000001, 0.49, -0.49])).toBe(9);
    expect(at([-0.5, 0, 0])).toBe(25);
    expect(at([1.6, 0, 0])).toBe(49);
    expect(at([0, 0, 0.6])).toBe(49);
    expect(at([Number.NaN, 0, 0])).toBe(49);
  });
});

describe('uniform', () => {
  test('one amplitude everywhere', async () => {
    const at = await squaredAmplitude(structurePlan('uniform', -12, undefined), undefined);
    expect(at([3.3, 1e5, -2])).toBe(144);
  });
});

describe('tricubic', () => {
  const [min, max]: [Vec3, Vec3] = [
    [-4, -3, -5],
    [5, 6, 2],
  ];
  const within = (axis: 0 | 1 | 2) => fc.double({ min: min[axis] + 2, max: max[axis] - 2, noNaN: true });
  const inside = fc.tuple(within(0), within(1), within(2));

  test('is exact for polynomials up to the third degree on each axis', async () => {
    const cubic = (h: number, k: number, l: number) =>
      20 + h - 0.5 * k + 0.25 * l * l - 0.1 * h ** 3 + 0.01 * h * k ** 3 - 0.02 * h ** 2 * k * l ** 3;
    const at = await amplitudesOf('tricubic', box(cubic, min, max), 1);
    fc.assert(
      fc.property(inside, (index) => {
        expect(at(index)).toBeCloseTo(cubic(...index) ** 2, 7);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  const rough = (h: number, k: number, l: number) => ((h * 7 + k * 13 + l * 29) % 17) + 1.5;

  test('reproduces the listed amplitudes', async () => {
    const at = await amplitudesOf('tricubic', box(rough, min, max), 1);
    for (let h = min[0]; h <= max[0]; h++) {
      for (let k = min[1]; k <= max[1]; k++) {
        for (let l = min[2]; l <= max[2]; l++) expect(at([h, k, l])).toBeCloseTo(rough(h, k, l) ** 2, 10);
      }
    }
  });

  test('is used up to two planes from the edges and not beyond', async () => {
    const list = box(rough, min, max);
    const at = await amplitudesOf('tricubic', list, 1);
    const nearestAt = await amplitudesOf('nearest', list, 1);
    const middle: Vec3 = [0.5, 1.5, -1.5];
    for (const axis of [0, 1, 2] as const) {
      const [first, last] = [min[axis] + 2, max[axis] - 2];
      const put = (x: number) => middle.map((y, i) => (i === axis ? x : y)) as unknown as Vec3;
      for (const x of [first, first + 1e-9, last - 1e-9, last]) expect(at(put(x))).not.toBe(nearestAt(put(x)));
      for (const x of [first - 1e-9, last + 1e-9, min[axis] - 50, max[axis] + 0.7]) {
        expect(at(put(x))).toBe(nearestAt(put(x)));
      }
    }
  });

  test('continues elsewhere after a sample without interpolation', async () => {
    const at = await amplitudesOf('tricubic', box(rough, min, max), 1);
    const before = at([0.3, 0.3, 0.3]);
    at([100, 0, 0]);
    expect(at([0.3, 0.3, 0.3])).toBe(before);
  });

  test('a thin box uses the nearest index everywhere', async () => {
    const list = box(rough, [-4, -4, 0], [4, 4, 3]);
    const at = await amplitudesOf('tricubic', list, 1);
    const nearestAt = await amplitudesOf('nearest', list, 1);
    for (const index of [
      [0.2, 0.2, 1.5],
      [0, 0, 0],
      [1.7, -1.1, 2],
    ] as const) {
      expect(at(index)).toBe(nearestAt(index));
    }
  });
});

test('a plan that looks up needs a table', () => {
  expect(() => structurePlan('nearest', 0, undefined)).toThrow("'nearest' needs a table of structure factors");
});

describe('the C program', () => {
  // Where interpolation left the table, the C program keeps it off for the rest of the image, so those values differ
  // from the formula.
  const traced = referenceCases().filter(({ trace, derived }) => trace && !derived.interpolation_left_table);

  test('covers each kind of trace', () => {
    expect(traced.some(({ derived }) => derived.interpolate === 1)).toBe(true);
    expect(traced.some(({ derived }) => derived.interpolate === 0 && derived.initialized_hkls > 0)).toBe(true);
    expect(traced.some(({ derived }) => derived.initialized_hkls === 0)).toBe(true);
  });

  test.each(traced)('$id', async ({ experiment, derived, trace = [] }) => {
    const { structureFactors: { file, cache, default: defaultF = 0, interpolation } = {}, crystal } = experiment;
    const list = file !== undefined ? parseHkl(referenceInput(file)) : cache && readCache(referenceInput(cache));
    const table = list ? structureGrid(list, defaultF) : undefined;
    const chosen = chooseInterpolation(interpolation, crystal?.cells, table !== undefined);
    const at = await squaredAmplitude(structurePlan(chosen, derived.default_F, table), table);
    expect(trace.length).toBeGreaterThan(0);
    for (const { hkl, F_cell } of trace) expect(Math.sqrt(at(hkl))).toBeCloseTo(Math.abs(F_cell), 9);
  });
});

const layout: Table = { name: 'F', min: [-6, -5, -4], count: [13, 11, 9] };
const inBox = {
  name: 'a table',
  specialization: { table: layout },
  tables: { F: Float64Array.from({ length: 13 * 11 * 9 }, (_, i) => 20 + ((i * 37) % 101)) },
};
/**
 * Whether a sample is away from the planes where the amplitude of the nearest index takes over, and from the edges of
 * the box.
 */
const inside = ({ h0, dh, k0, dk, l0, dl }: Record<'h0' | 'dh' | 'k0' | 'dk' | 'l0' | 'dl', number>) =>
  Math.abs(h0 + dh) < 2.9 && Math.abs(k0 + dk) < 1.9 && Math.abs(l0 + dl) < 0.9;
describeTerm(uniform, { cases: [{ name: 'one amplitude', params: { amplitude: 12.5 } }] });
describeTerm(nearest, { cases: [inBox] });
for (const damped of dampedTerms.slice(0, 3)) {
  const ranges = { h0: [-3, 3], k0: [-3, 3], l0: [-2, 2], sinThetaOverLambda: [1e8, 5e9] } as const;
  const params = { ...(damped.id === 'damped-uniform' && { amplitude: 12.5 }), bFactorA2: 30 };
  const cases = [{ ...inBox, params }];
  describeTerm(damped, { cases, ranges, ...(damped.id === 'damped-tricubic' && { smoothAt: inside }) });
}
test('a B factor multiplies squared amplitudes by exp(-2 B s^2)', () => {
  const [, , damped] = dampedTerms as [Term, Term, Term];
  const { constants } = planTerm(damped, { params: { amplitude: 12, bFactorA2: 20 } }, {} as Derived);
  const m = calculator(numbers());
  const at = (sinThetaOverLambda: number) => damped.formula(m, { sinThetaOverLambda } as never, constants, {});
  // s = 0.25 1/A is a d-spacing of 2 A.
  expect(at(0.25e10)).toBeCloseTo(144 * Math.exp(-2 * 20 * 0.0625), 10);
  expect(at(0)).toBe(144);
});
describeTerm(tricubic, {
  cases: [inBox],
  ranges: { h0: [-3, 3], k0: [-3, 3], l0: [-2, 2] },
  smoothAt: inside,
});
