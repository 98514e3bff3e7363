import {
  type Constants,
  type Derived,
  INPUTS,
  type InputName,
  type InputValues,
  type StageValues,
  type Term,
  type TermChoices,
} from '@braggsim/core';
import { calculator, numbers, type TableValues } from '@braggsim/formula';
import type { Random } from '../random';

/** A test case of a term: the sources of its constants and choices, and the tables that its formula reads. */
export interface TermCase {
  readonly name: string;
  readonly params?: StageValues;
  /** The derived quantities that the term uses. */
  readonly derived?: Partial<Derived>;
  /** Choices of terms whose plan is not made from derived quantities. */
  readonly choices?: TermChoices;
  readonly tables?: TableValues;
}

/** Ranges of inputs. */
export type Ranges = Partial<Record<InputName, readonly [number, number]>>;
/** Values of all inputs. */
export type Values = Pick<InputValues<number>, InputName>;

/** Ranges of inputs that occur in experiments. */
const RANGES: Readonly<Record<InputName, readonly [number, number]>> = {
  pixelSize: [1e-5, 1e-3],
  closeDistance: [0.01, 1],
  fastOffset: [0, 0.4],
  slowOffset: [0, 0.4],
  depth: [0, 1e-3],
  layer: [0, 7],
  range: [0.01, 2],
  cosIncidence: [0.05, 1],
  wavelength: [1e-11, 1e-9],
  sourceWeight: [0, 3],
  stol: [0, 1e10],
  cosTwoTheta: [-1, 1],
  cosMagneticAxis: [-1, 1],
  dh: [-0.5, 0.5],
  dk: [-0.5, 0.5],
  dl: [-0.5, 0.5],
  h0: [-20, 20],
  k0: [-20, 20],
  l0: [-20, 20],
};

const WHOLE = new Set<InputName>(['layer', 'h0', 'k0', 'l0']);
/** Whether an input is a real number, not an integer. */
export const isContinuous = (name: InputName): boolean => !WHOLE.has(name);

/** A term with the constants and choices of a test case, on plain numbers. */
export interface PreparedTermCase {
  readonly term: Term;
  readonly constants: Constants;
  readonly choices: TermChoices;
  readonly tables: TableValues;
  readonly slope: number | undefined;
  readonly reach: readonly number[] | undefined;
  readonly range: (name: InputName) => readonly [number, number];
  /** Computes the value as a list: one number, or the three of a surface. */
  readonly evaluate: (x: Values) => readonly number[];
}

/** Evaluates constants and choices of a term for a test case. */
export function prepareTermCase(term: Term, termCase: TermCase, ranges: Ranges): PreparedTermCase {
  const { params = {}, tables = {} } = termCase;
  const derived = (termCase.derived ?? {}) as Derived;
  const constants = term.constants(params, derived);
  const choices = termCase.choices ?? term.choices?.(params, derived) ?? {};
  const m = calculator(numbers(tables));
  return {
    term,
    constants,
    choices,
    tables,
    slope: term.slope?.(constants, choices),
    reach: term.reach?.(constants, choices),
    range: (name) => ranges[name] ?? RANGES[name],
    evaluate: (x) => [term.formula(m, x, constants, choices)].flat(),
  };
}

const NAMES = Object.keys(INPUTS) as InputName[];

/** Draws random values of all inputs. */
export const randomInputs = ({ between, below }: Random, { range }: Pick<PreparedTermCase, 'range'>): Values =>
  Object.fromEntries(
    NAMES.map((name) => {
      const [min, max] = range(name);
      return [name, isContinuous(name) ? between(min, max) : min + below(max - min + 1)];
    }),
  ) as unknown as Values;
