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

/** Where a term is tried: what its constants and choices are made from, and the tables that its formula reads. */
export interface Situation {
  readonly name: string;
  readonly params?: StageValues;
  /** The parts of the derived values that the term looks at. */
  readonly derived?: Partial<Derived>;
  /** For terms whose plan is not made from derived values. */
  readonly choices?: TermChoices;
  readonly tables?: TableValues;
}

export type Ranges = Partial<Record<InputName, readonly [number, number]>>;
export type Values = Pick<InputValues<number>, InputName>;

/** What can come up in an experiment. */
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
  polarB: [-1, 1],
  dh: [-0.5, 0.5],
  dk: [-0.5, 0.5],
  dl: [-0.5, 0.5],
  h0: [-20, 20],
  k0: [-20, 20],
  l0: [-20, 20],
};

const WHOLE = new Set<InputName>(['layer', 'h0', 'k0', 'l0']);
export const isContinuous = (name: InputName): boolean => !WHOLE.has(name);

/** A term with its constants and choices of one situation, on plain numbers. */
export interface Tried {
  readonly term: Term;
  readonly constants: Constants;
  readonly choices: TermChoices;
  readonly tables: TableValues;
  readonly slope: number | undefined;
  readonly reach: readonly number[] | undefined;
  readonly range: (name: InputName) => readonly [number, number];
  /** The value as a list: one number, or the three of a surface. */
  readonly evaluate: (x: Values) => readonly number[];
}

export function tryTerm(term: Term, situation: Situation, ranges: Ranges): Tried {
  const { params = {}, tables = {} } = situation;
  const derived = (situation.derived ?? {}) as Derived;
  const constants = term.constants(params, derived);
  const choices = situation.choices ?? term.choices?.(params, derived) ?? {};
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

/** Random values of all inputs. */
export const randomInputs = ({ between, below }: Random, { range }: Pick<Tried, 'range'>): Values =>
  Object.fromEntries(
    NAMES.map((name) => {
      const [min, max] = range(name);
      return [name, isContinuous(name) ? between(min, max) : min + below(max - min + 1)];
    }),
  ) as unknown as Values;
