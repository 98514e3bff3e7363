import type { Term } from '@braggsim/core';
import { INPUTS, type InputName } from '@braggsim/core/kernel';
import { calculator, type Dual, duals, numbers, variable } from '@braggsim/formula';
import { afterAll, describe, expect, test } from 'vitest';
import type { RunShader } from '../../../formula/src/testing/shader-fuzz';
import { random } from '../random';
import { ensure } from './ensure';
import { expectHalfway, expectReach, ON_POINT } from './shape-extent';
import { type CCase, declareC, expectC, forgetC, machine } from './term-in-c';
import {
  isContinuous,
  type PreparedTermCase,
  prepareTermCase,
  type Ranges,
  randomInputs,
  type TermCase,
  type Values,
} from './term-inputs';
import { expectNoJumps } from './term-jumps';
import { expectGraph, expectShader, expectWebAssembly } from './term-targets';

export type { TermCase } from './term-inputs';

/** Expectations of a term. */
export interface TermExpectations {
  /** Test cases of the term. */
  readonly cases: readonly TermCase[];
  /** Ranges of inputs, where the usual ones are too wide. */
  readonly ranges?: Ranges;
  /** Tells whether the formula is differentiable near a point. A formula with jumps (infinite slope) is differentiated only where this is true. */
  readonly smoothAt?: (x: Values) => boolean;
  /** Largest value, to which the slope is relative. Default: a shape's value on the reciprocal lattice point, otherwise the largest sampled one. */
  readonly peak?: number;
  /** Number of random inputs. Default 300. */
  readonly samples?: number;
  /** Runs the shader of the formula on a GPU. Without it the shader is generated only. */
  readonly runShader?: RunShader;
}

/**
 * Whether to test only values, on fewer inputs. Mutation tests ask for it, since they run every test often, and a formula that is wrong is
 * the same in its derivatives and in all generated code.
 */
const isBrief = process.env.BRAGGSIM_BRIEF_TESTS === '1';
const testOfCode = test.skipIf(isBrief);
const SAMPLES = isBrief ? 60 : 300;
/** Number of samples on which generated code is tested: two runs of it. */
const TARGET_SAMPLES = 16;
const NON_NEGATIVE = new Set(['shape', 'structure', 'background', 'scatter']);

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

    const inC: CCase[] = [];
    if (!isBrief) declareC(inC);
    afterAll(() => forgetC(inC));
    describe.each(cases)('$name', (termCase) => {
      const prepared = prepareTermCase(term, termCase, ranges);
      const inputs = sampled(prepared, samples);

      test('constants and specialization are plain data', () => expectPlainData(prepared));
      test('the formula is pure', () => expectPure(prepared, termCase, ranges, inputs));
      test('values are finite and have the number of components of the slot', () => expectValues(prepared, inputs));
      const smooth =
        prepared.slope === Number.POSITIVE_INFINITY ? expectations.smoothAt : (expectations.smoothAt ?? always);
      if (smooth && term.inputs.some(isContinuous)) {
        testOfCode('derivatives equal central differences', () => expectDerivatives(prepared, inputs.filter(smooth)));
      }
      const targetInputs = inputs.filter(smooth ?? always).slice(0, TARGET_SAMPLES);
      if (!expectations.smoothAt && prepared.slope !== Number.POSITIVE_INFINITY) {
        test('values do not jump', () =>
          expectNoJumps(
            prepared,
            axes(prepared).map(({ name }) => name),
            inputs,
          ));
      }
      const by = smooth ? axes(prepared).map(({ name }) => name) : [];
      const slopes = { by, at: (x: readonly Values[]) => (by.length > 0 ? gradientsOf(prepared, x) : []) };
      inC.push({ prepared, samples: targetInputs, slopes });
      testOfCode('graph nodes have the same values and derivatives', () =>
        expectGraph(prepared, targetInputs, by, slopes.at(targetInputs)),
      );
      testOfCode('WebAssembly has the same values and derivatives in every precision', () =>
        expectWebAssembly(prepared, targetInputs, slopes),
      );
      testOfCode(
        `a shader ${expectations.runShader ? 'has the same values and derivatives' : 'can be generated'}`,
        () => expectShader(prepared, targetInputs, expectations.runShader, slopes),
      );
      if (prepared.slope !== undefined) {
        test('no secant is steeper than the slope', () => expectSlope(prepared, inputs, expectations.peak));
      }
      if (prepared.reachAt(undefined)) test('the shape vanishes beyond its reach', () => expectReach(prepared, inputs));
      if (prepared.halfway !== undefined) {
        test('the shape is faint halfway between two reflections', () => expectHalfway(prepared, inputs));
      }
    });

    testOfCode(`C ${typeof machine === 'string' ? 'can be generated' : 'has the same values and derivatives'}`, () =>
      expectC(inC),
    );
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

/** Tells whether data survive as JSON; -0 may become 0. */
function equalAsText(data: unknown): boolean {
  if (typeof data === 'number') return Number.isFinite(data);
  if (typeof data !== 'object' || data === null) return data === null || ['string', 'boolean'].includes(typeof data);
  return (
    (Array.isArray(data) || Object.getPrototypeOf(data) === Object.prototype) && Object.values(data).every(equalAsText)
  );
}

function expectPlainData({ constants, specialization }: PreparedTermCase): void {
  for (const value of Object.values(constants).flat()) expect(Number.isFinite(value)).toBe(true);
  for (const data of [constants, specialization]) {
    expect(structuredClone(data)).toStrictEqual(data);
    // The cache of compiled modules keeps specialization as text.
    expect(equalAsText(data), JSON.stringify(data)).toBe(true);
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
  const [constants, specialization] = [
    frozen(structuredClone(again.constants)),
    frozen(structuredClone(again.specialization)),
  ];
  const m = calculator(numbers(tables));
  const reversed = [...inputs]
    .reverse()
    .map((x) => [term.formula(m, frozen({ ...x }), constants, specialization)].flat());
  expect(reversed.reverse()).toStrictEqual(expected);
}

function expectValues({ term, evaluate }: PreparedTermCase, inputs: readonly Values[]): void {
  for (const x of inputs) {
    const values = evaluate(x);
    const right = (value: number) => Number.isFinite(value) && (value >= 0 || !NON_NEGATIVE.has(term.slot));
    ensure(
      values.length === (term.slot === 'surface' ? 3 : 1) && values.every(right),
      () => `a ${term.slot} gives ${values} at ${JSON.stringify(x)}`,
    );
  }
}

/** Continuous inputs of a term, with the width of the range of each. */
const axes = ({ term, range }: PreparedTermCase) =>
  term.inputs.filter(isContinuous).map((name) => ({ name, width: range(name)[1] - range(name)[0] }));

const largest = (values: readonly number[]): number => values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

/** Computes the partial derivatives of every component with respect to the continuous inputs, by dual numbers. */
function gradientsOf(prepared: PreparedTermCase, inputs: readonly Values[]): number[][][] {
  const along = axes(prepared);
  const m = calculator<Dual>(duals(along.length, prepared.tables));
  return inputs.map((x) => {
    const lifted = Object.fromEntries(
      Object.entries(x).map(([name, value]) => {
        const i = along.findIndex((axis) => axis.name === name);
        return [name, i < 0 ? m.value(value) : variable(value, i, along.length)];
      }),
    ) as Record<InputName, Dual>;
    return [prepared.term.formula(m, lifted, prepared.constants, prepared.specialization)]
      .flat()
      .map(({ partials }) => [...partials]);
  });
}

/** Steps of the differences relative to the range of an input, from coarse to where rounding errors grow; each is half the one before. */
const STEPS = Array.from({ length: 15 }, (_, i) => 2 ** (-8 - i));
const DERIVATIVE_TOLERANCE = 1e-6;

/**
 * Expects that derivatives equal the differences of two successive steps. No single step suits every formula, since the width
 * of its features is unknown.
 */
function expectDerivatives(prepared: PreparedTermCase, inputs: readonly Values[]): void {
  const gradients = gradientsOf(prepared, inputs);
  const size = largest(inputs.flatMap((x) => prepared.evaluate(x)));
  axes(prepared).forEach(({ name, width }, i) => {
    const tolerance =
      DERIVATIVE_TOLERANCE * Math.max(size / width, largest(gradients.flatMap((g) => g.map((p) => p[i] as number))));
    inputs.forEach((x, n) => {
      const slopesOf = extrapolated(prepared, x, name, width);
      gradients[n]?.forEach((partials, component) => {
        const actual = partials[i] as number;
        const slopes: number[] = [];
        const isNear = (slope: number | undefined) => slope !== undefined && Math.abs(actual - slope) <= tolerance;
        const agrees = STEPS.slice(1).some((_, at) => {
          slopes.push(slopesOf(at)[component] as number);
          return isNear(slopes.at(-1)) && isNear(slopes.at(-2));
        });
        ensure(agrees, () => `d/d${name} is ${actual}, expected ${slopes.join(', ')}, at ${JSON.stringify(x)}`);
      });
    });
  });
}

/**
 * Returns a function of the index of a step that gives the derivatives of all components by central differences of this
 * step and the next, extrapolated to cancel their leading error (Richardson). Every difference is computed once.
 */
function extrapolated({ evaluate }: PreparedTermCase, x: Values, name: InputName, width: number) {
  const known: number[][] = [];
  const difference = (at: number): number[] => {
    const h = (STEPS[at] as number) * width;
    const [above, below] = [evaluate({ ...x, [name]: x[name] + h }), evaluate({ ...x, [name]: x[name] - h })];
    return above.map((value, i) => (value - (below[i] as number)) / (2 * h));
  };
  const differenceOnce = (at: number): number[] => {
    known[at] ??= difference(at);
    return known[at];
  };
  return (at: number): number[] => {
    const [coarse, fine] = [differenceOnce(at), differenceOnce(at + 1)];
    return fine.map((value, i) => (4 * value - (coarse[i] as number)) / 3);
  };
}

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
      const allowed = peak * (slope * step * 1.000001 + 1e-9);
      ensure(
        change <= allowed,
        () => `expected at most ${allowed} along ${name} from ${JSON.stringify(x)}; found ${change}`,
      );
    }
  }
}
