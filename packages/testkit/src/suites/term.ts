import { INPUTS, type InputName, type Term } from '@braggsim/core';
import { calculator, type Dual, duals, numbers, variable } from '@braggsim/formula';
import { describe, expect, test } from 'vitest';
import { random } from '../random';
import {
  isContinuous,
  type PreparedTermCase,
  prepareTermCase,
  type Ranges,
  randomInputs,
  type TermCase,
  type Values,
} from './term-inputs';

export type { TermCase } from './term-inputs';

/** Expectations of a term. */
export interface TermExpectations {
  /** Test cases of the term. */
  readonly cases: readonly TermCase[];
  /** Ranges of inputs, where the usual ones are too wide. */
  readonly ranges?: Ranges;
  /** Whether the formula is differentiable near a point. A formula with jumps (infinite slope) is differentiated only where this is true. */
  readonly smoothAt?: (x: Values) => boolean;
  /** Largest value, to which the slope is relative. Default: a shape's value on the reciprocal lattice point, otherwise the largest sampled one. */
  readonly peak?: number;
  /** Number of random inputs. Default 300. */
  readonly samples?: number;
}

const SAMPLES = 300;
/** Fraction of its peak that a spot may have beyond its reach. */
const REACH_EPSILON = Math.exp(-60);
const NON_NEGATIVE = new Set(['shape', 'structure', 'background']);

/** Declares the tests that every term must pass. */
export function describeTerm(term: Term, expectations: TermExpectations): void {
  const { cases, ranges = {}, samples = SAMPLES } = expectations;
  describe(`term ${term.id}`, () => {
    test('has documentation', () => {
      expect(term.id).toMatch(/^[a-z][A-Za-z0-9-]*$/);
      expect(Number.isInteger(term.version) && term.version > 0).toBe(true);
      expect(term.about.equation).not.toBe('');
      expect(term.about.citation).not.toBe('');
      for (const name of term.inputs) expect(Object.keys(INPUTS)).toContain(name);
    });

    test('reads the inputs that it declares, all of them and nothing else', () => {
      const read = new Set<string>();
      for (const termCase of cases) {
        const prepared = prepareTermCase(term, termCase, ranges);
        prepared.evaluate(watched(randomInputs(random(), prepared), term.inputs, read));
      }
      expect([...read].sort()).toEqual([...term.inputs].sort());
    });

    describe.each(cases)('$name', (termCase) => {
      const prepared = prepareTermCase(term, termCase, ranges);
      const inputs = sampled(prepared, samples);

      test('constants and choices are plain data', () => expectPlainData(prepared));
      test('the formula is pure', () => expectPure(prepared, termCase, ranges, inputs));
      test('values are finite and have the number of components of the slot', () => expectValues(prepared, inputs));
      const smooth =
        prepared.slope === Number.POSITIVE_INFINITY ? expectations.smoothAt : (expectations.smoothAt ?? always);
      if (smooth && term.inputs.some(isContinuous)) {
        test('derivatives equal central differences', () => expectDerivatives(prepared, inputs.filter(smooth)));
      }
      if (prepared.slope !== undefined) {
        test('no secant is steeper than the slope', () => expectSlope(prepared, inputs, expectations.peak));
      }
      if (prepared.reach) test('the shape vanishes beyond its reach', () => expectReach(prepared, inputs));
    });
  });
}

const always = (): boolean => true;

function sampled(prepared: PreparedTermCase, count: number): Values[] {
  const draws = random();
  return Array.from({ length: count }, () => randomInputs(draws, prepared));
}

/** Wraps inputs to record the names that are read, and to throw for undeclared ones. */
const watched = (x: Values, declared: readonly InputName[], read: Set<string>): Values =>
  new Proxy(x, {
    get: (values, name) => {
      if (!declared.includes(name as InputName)) throw new Error(`the formula reads '${String(name)}' undeclared`);
      read.add(String(name));
      return values[name as InputName];
    },
  });

function expectPlainData({ constants, choices }: PreparedTermCase): void {
  for (const value of Object.values(constants).flat()) expect(typeof value).toBe('number');
  for (const data of [constants, choices]) {
    expect(structuredClone(data)).toStrictEqual(data);
    expect(JSON.parse(JSON.stringify(data))).toStrictEqual(data);
  }
}

const frozen = <T>(data: T): T => {
  if (typeof data === 'object' && data !== null) {
    for (const value of Object.values(data)) frozen(value);
    Object.freeze(data);
  }
  return data;
};

function expectPure(
  { term, tables, evaluate }: PreparedTermCase,
  termCase: TermCase,
  ranges: Ranges,
  inputs: readonly Values[],
) {
  const expected = inputs.map((x) => evaluate(x));
  const again = prepareTermCase(term, termCase, ranges);
  const [constants, choices] = [frozen(structuredClone(again.constants)), frozen(structuredClone(again.choices))];
  const m = calculator(numbers(tables));
  const reversed = [...inputs].reverse().map((x) => [term.formula(m, frozen({ ...x }), constants, choices)].flat());
  expect(reversed.reverse()).toStrictEqual(expected);
}

function expectValues({ term, evaluate }: PreparedTermCase, inputs: readonly Values[]): void {
  for (const x of inputs) {
    const values = evaluate(x);
    expect(values).toHaveLength(term.slot === 'surface' ? 3 : 1);
    for (const value of values) {
      expect(Number.isFinite(value), `${value} at ${JSON.stringify(x)}`).toBe(true);
      if (NON_NEGATIVE.has(term.slot)) expect(value).toBeGreaterThanOrEqual(0);
    }
  }
}

/** Continuous inputs of a term, with the width of the range of each. */
const axes = ({ term, range }: PreparedTermCase) =>
  term.inputs.filter(isContinuous).map((name) => ({ name, width: range(name)[1] - range(name)[0] }));

const largest = (values: readonly number[]): number => values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

/** Step of differences relative to the finest detail: neither rounding nor the next order of the difference matters. */
const STEP = 1e-3;
const DERIVATIVE_TOLERANCE = 1e-6;

function expectDerivatives(prepared: PreparedTermCase, inputs: readonly Values[]): void {
  const along = axes(prepared);
  const m = calculator<Dual>(duals(along.length, prepared.tables));
  const gradients = inputs.map((x) => {
    const lifted = Object.fromEntries(
      Object.entries(x).map(([name, value]) => {
        const i = along.findIndex((axis) => axis.name === name);
        return [name, i < 0 ? m.value(value) : variable(value, i, along.length)];
      }),
    ) as Record<InputName, Dual>;
    const values = [prepared.term.formula(m, lifted, prepared.constants, prepared.choices)].flat();
    return values.map(({ partials }) => partials);
  });
  const size = largest(inputs.flatMap((x) => prepared.evaluate(x)));
  along.forEach(({ name, width }, i) => {
    const detail = 1 / Math.max(1, prepared.slope === Number.POSITIVE_INFINITY ? 1 : (prepared.slope ?? 1) * width);
    const step = STEP * width * detail;
    const tolerance =
      DERIVATIVE_TOLERANCE * Math.max(size / width, largest(gradients.flatMap((g) => g.map((p) => p[i] as number))));
    inputs.forEach((x, n) => {
      const expected = differences(prepared, x, name, step);
      expected.forEach((slope, component) => {
        const actual = gradients[n]?.[component]?.[i] as number;
        expect(
          Math.abs(actual - slope),
          `d/d${name} is ${actual}, expected ${slope}, at ${JSON.stringify(x)}`,
        ).toBeLessThanOrEqual(tolerance);
      });
    });
  });
}

/** Computes derivatives by central differences of two steps, extrapolated to cancel their leading error (Richardson). */
function differences({ evaluate }: PreparedTermCase, x: Values, name: InputName, step: number): number[] {
  const difference = (h: number): number[] => {
    const [above, below] = [evaluate({ ...x, [name]: x[name] + h }), evaluate({ ...x, [name]: x[name] - h })];
    return above.map((value, i) => (value - (below[i] as number)) / (2 * h));
  };
  const [coarse, fine] = [difference(step), difference(step / 2)];
  return fine.map((value, i) => (4 * value - (coarse[i] as number)) / 3);
}

const ON_POINT = { dh: 0, dk: 0, dl: 0 };

/**
 * Expects that secants of up to a hundredth of the range are not steeper than the slope; short ones reveal jumps. Shapes are
 * periodic, from 1/2 to -1/2, as reduced indices are.
 */
function expectSlope(prepared: PreparedTermCase, inputs: readonly Values[], given?: number): void {
  const { term, slope = 0, evaluate } = prepared;
  if (slope === Number.POSITIVE_INFINITY) return;
  const draws = random(99);
  const on = { ...(inputs[0] as Values), ...ON_POINT };
  const peak = given ?? (term.slot === 'shape' ? largest(evaluate(on)) : largest(inputs.flatMap(evaluate)));
  for (const { name, width } of axes(prepared)) {
    for (const x of [on, ...inputs]) {
      const step = width * 10 ** draws.between(-6, -2);
      const moved = x[name] + step;
      const round = term.slot === 'shape' && moved > 0.5 ? moved - 1 : moved;
      if (round > prepared.range(name)[1]) continue;
      const change = Math.abs((evaluate({ ...x, [name]: round })[0] as number) - (evaluate(x)[0] as number));
      expect(change, `along ${name} from ${JSON.stringify(x)}`).toBeLessThanOrEqual(
        peak * (slope * step * 1.000001 + 1e-9),
      );
    }
  }
}

function expectReach({ reach = [], evaluate }: PreparedTermCase, inputs: readonly Values[]): void {
  const peak = evaluate({ ...(inputs[0] as Values), ...ON_POINT })[0] as number;
  const offsets = ['dh', 'dk', 'dl'] as const;
  for (const [axis, half] of reach.entries()) {
    const name = offsets[axis] as (typeof offsets)[number];
    expect(half).toBeGreaterThan(0);
    if (half >= 0.5) continue;
    const draws = random(7);
    for (const x of inputs) {
      const beyond = draws.between(half * 1.000001, 0.5) * Math.sign(x[name]);
      // The shape is also tested on the axis of the spot, where it is brightest.
      for (const rest of [x, { ...x, ...ON_POINT }]) {
        const [value] = evaluate({ ...rest, [name]: beyond });
        expect(value, `at ${name} = ${beyond}`).toBeLessThanOrEqual(peak * REACH_EPSILON);
      }
    }
  }
}
