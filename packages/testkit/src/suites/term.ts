import { INPUTS, type InputName, type Term } from '@braggsim/core';
import { calculator, type Dual, duals, numbers, variable } from '@braggsim/formula';
import { describe, expect, test } from 'vitest';
import { random } from '../random';
import {
  isContinuous,
  type Ranges,
  randomInputs,
  type Situation,
  type Tried,
  tryTerm,
  type Values,
} from './term-inputs';

export type { Situation } from './term-inputs';

export interface TermExpectations {
  readonly situations: readonly Situation[];
  /** Ranges of inputs, where those that any experiment may have are too wide. */
  readonly ranges?: Ranges;
  /** Where the formula has no kink nearby. A formula that jumps (infinite slope) is differentiated only where this says so. */
  readonly smoothAt?: (x: Values) => boolean;
  /** Largest value, to which the slope is relative. Default: a shape's value on the reciprocal lattice point, otherwise the largest sampled one. */
  readonly peak?: number;
  readonly samples?: number;
}

const SAMPLES = 300;
/** A spot ends where it has fallen to this fraction of its peak. */
const NOTHING = Math.exp(-60);
const NON_NEGATIVE = new Set(['shape', 'structure', 'background']);

/** What every term must keep to, whatever its formula. */
export function describeTerm(term: Term, expectations: TermExpectations): void {
  const { situations, ranges = {}, samples = SAMPLES } = expectations;
  describe(`term ${term.id}`, () => {
    test('says what it is', () => {
      expect(term.id).toMatch(/^[a-z][A-Za-z0-9-]*$/);
      expect(Number.isInteger(term.version) && term.version > 0).toBe(true);
      expect(term.about.equation).not.toBe('');
      expect(term.about.citation).not.toBe('');
      for (const name of term.inputs) expect(Object.keys(INPUTS)).toContain(name);
    });

    test('reads the inputs that it declares, all of them and nothing else', () => {
      const read = new Set<string>();
      for (const situation of situations) {
        const tried = tryTerm(term, situation, ranges);
        tried.evaluate(watched(randomInputs(random(), tried), term.inputs, read));
      }
      expect([...read].sort()).toEqual([...term.inputs].sort());
    });

    describe.each(situations)('$name', (situation) => {
      const tried = tryTerm(term, situation, ranges);
      const inputs = sampled(tried, samples);

      test('constants and choices are plain data', () => expectPlainData(tried));
      test('the formula is pure', () => expectPure(tried, situation, ranges, inputs));
      test('values are finite and have the shape of the slot', () => expectValues(tried, inputs));
      const smooth =
        tried.slope === Number.POSITIVE_INFINITY ? expectations.smoothAt : (expectations.smoothAt ?? always);
      if (smooth && term.inputs.some(isContinuous)) {
        test('derivatives equal central differences', () => expectDerivatives(tried, inputs.filter(smooth)));
      }
      if (tried.slope !== undefined) {
        test('nothing is steeper than the slope', () => expectSlope(tried, inputs, expectations.peak));
      }
      if (tried.reach) test('nothing is left beyond the reach', () => expectReach(tried, inputs));
    });
  });
}

const always = (): boolean => true;

function sampled(tried: Tried, count: number): Values[] {
  const draws = random();
  return Array.from({ length: count }, () => randomInputs(draws, tried));
}

/** Inputs that note what is read of them and refuse what is not declared. */
const watched = (x: Values, declared: readonly InputName[], read: Set<string>): Values =>
  new Proxy(x, {
    get: (values, name) => {
      if (!declared.includes(name as InputName)) throw new Error(`the formula reads '${String(name)}' undeclared`);
      read.add(String(name));
      return values[name as InputName];
    },
  });

function expectPlainData({ constants, choices }: Tried): void {
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
  { term, tables, evaluate }: Tried,
  situation: Situation,
  ranges: Ranges,
  inputs: readonly Values[],
) {
  const expected = inputs.map((x) => evaluate(x));
  const again = tryTerm(term, situation, ranges);
  const [constants, choices] = [frozen(structuredClone(again.constants)), frozen(structuredClone(again.choices))];
  const m = calculator(numbers(tables));
  const reversed = [...inputs].reverse().map((x) => [term.formula(m, frozen({ ...x }), constants, choices)].flat());
  expect(reversed.reverse()).toStrictEqual(expected);
}

function expectValues({ term, evaluate }: Tried, inputs: readonly Values[]): void {
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
const axes = ({ term, range }: Tried) =>
  term.inputs.filter(isContinuous).map((name) => ({ name, width: range(name)[1] - range(name)[0] }));

const largest = (values: readonly number[]): number => values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);

/** Smaller than the finest detail by so much that neither rounding nor the next order of the difference matters. */
const STEP = 1e-3;
const DERIVATIVE_TOLERANCE = 1e-6;

function expectDerivatives(tried: Tried, inputs: readonly Values[]): void {
  const along = axes(tried);
  const m = calculator<Dual>(duals(along.length, tried.tables));
  const gradients = inputs.map((x) => {
    const lifted = Object.fromEntries(
      Object.entries(x).map(([name, value]) => {
        const i = along.findIndex((axis) => axis.name === name);
        return [name, i < 0 ? m.value(value) : variable(value, i, along.length)];
      }),
    ) as Record<InputName, Dual>;
    const values = [tried.term.formula(m, lifted, tried.constants, tried.choices)].flat();
    return values.map(({ partials }) => partials);
  });
  const size = largest(inputs.flatMap((x) => tried.evaluate(x)));
  along.forEach(({ name, width }, i) => {
    const detail = 1 / Math.max(1, tried.slope === Number.POSITIVE_INFINITY ? 1 : (tried.slope ?? 1) * width);
    const step = STEP * width * detail;
    const tolerance =
      DERIVATIVE_TOLERANCE * Math.max(size / width, largest(gradients.flatMap((g) => g.map((p) => p[i] as number))));
    inputs.forEach((x, n) => {
      const expected = differences(tried, x, name, step);
      expected.forEach((slope, component) => {
        const found = gradients[n]?.[component]?.[i] as number;
        expect(
          Math.abs(found - slope),
          `d/d${name} is ${found}, not ${slope}, at ${JSON.stringify(x)}`,
        ).toBeLessThanOrEqual(tolerance);
      });
    });
  });
}

/** Central differences of two steps, combined so that their common error drops out. */
function differences({ evaluate }: Tried, x: Values, name: InputName, step: number): number[] {
  const difference = (h: number): number[] => {
    const [above, below] = [evaluate({ ...x, [name]: x[name] + h }), evaluate({ ...x, [name]: x[name] - h })];
    return above.map((value, i) => (value - (below[i] as number)) / (2 * h));
  };
  const [coarse, fine] = [difference(step), difference(step / 2)];
  return fine.map((value, i) => (4 * value - (coarse[i] as number)) / 3);
}

const ON_POINT = { dh: 0, dk: 0, dl: 0 };

/**
 * Secants as long as a hundredth of the range: a bound on the slope bounds them too, and a jump shows in the short ones.
 * Shapes go around from 1/2 to -1/2, as the remainder of an index does.
 */
function expectSlope(tried: Tried, inputs: readonly Values[], given?: number): void {
  const { term, slope = 0, evaluate } = tried;
  if (slope === Number.POSITIVE_INFINITY) return;
  const draws = random(99);
  const on = { ...(inputs[0] as Values), ...ON_POINT };
  const peak = given ?? (term.slot === 'shape' ? largest(evaluate(on)) : largest(inputs.flatMap(evaluate)));
  for (const { name, width } of axes(tried)) {
    for (const x of [on, ...inputs]) {
      const step = width * 10 ** draws.between(-6, -2);
      const moved = x[name] + step;
      const round = term.slot === 'shape' && moved > 0.5 ? moved - 1 : moved;
      if (round > tried.range(name)[1]) continue;
      const change = Math.abs((evaluate({ ...x, [name]: round })[0] as number) - (evaluate(x)[0] as number));
      expect(change, `along ${name} from ${JSON.stringify(x)}`).toBeLessThanOrEqual(
        peak * (slope * step * 1.000001 + 1e-9),
      );
    }
  }
}

function expectReach({ reach = [], evaluate }: Tried, inputs: readonly Values[]): void {
  const peak = evaluate({ ...(inputs[0] as Values), ...ON_POINT })[0] as number;
  const offsets = ['dh', 'dk', 'dl'] as const;
  for (const [axis, half] of reach.entries()) {
    const name = offsets[axis] as (typeof offsets)[number];
    expect(half).toBeGreaterThan(0);
    if (half >= 0.5) continue;
    const draws = random(7);
    for (const x of inputs) {
      const beyond = draws.between(half * 1.000001, 0.5) * Math.sign(x[name]);
      // Also beside the spot's own axis, where it is brightest.
      for (const rest of [x, { ...x, ...ON_POINT }]) {
        const [value] = evaluate({ ...rest, [name]: beyond });
        expect(value, `at ${name} = ${beyond}`).toBeLessThanOrEqual(peak * NOTHING);
      }
    }
  }
}
