import { type Constants, type StageValues, stageParameters, type Term, type TermSpecialization } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { INPUTS, type InputName, type InputValues } from '@braggsim/core/kernel';
import { calculator, numbers, type TableValues } from '@braggsim/formula';
import type { Random } from '../random';

/** A test case of a term: the sources of its constants and specialization, and the tables that its formula reads. */
export interface TermCase {
  readonly name: string;
  readonly params?: StageValues;
  /** The derived quantities that the term uses. */
  readonly derived?: Partial<Derived>;
  /** Compatibility of terms whose plan is not made from derived quantities. */
  readonly specialization?: TermSpecialization;
  readonly tables?: TableValues;
}

/** Ranges of inputs. */
export type Ranges = Partial<Record<InputName, readonly [number, number]>>;
/** Values of all inputs. */
export type Values = Pick<InputValues<number>, InputName>;

/** Tells whether an input is a real number, not an integer. */
export const isContinuous = (name: InputName): boolean => !('whole' in INPUTS[name]);

/** A term with the constants and specialization of a test case, on plain numbers. */
export interface PreparedTermCase {
  readonly term: Term;
  readonly constants: Constants;
  readonly specialization: TermSpecialization;
  readonly tables: TableValues;
  readonly slope: number | undefined;
  /** Returns the half extents of a compact shape, to where it is below the cutoff. */
  readonly reachAt: (cutoff: number | undefined) => readonly number[] | undefined;
  /** Largest value of a shape halfway between two reflections, over its peak. */
  readonly halfway: number | undefined;
  readonly range: (name: InputName) => readonly [number, number];
  /** Computes the value as a list: one number, or the three of a surface. */
  readonly evaluate: (x: Values) => readonly number[];
}

/** Evaluates constants and specialization of a term for a test case. */
export function prepareTermCase(term: Term, termCase: TermCase, ranges: Ranges): PreparedTermCase {
  const { tables = {} } = termCase;
  const params = stageParameters(`${term.slot} '${term.id}'`, term.params, termCase.params);
  const derived = (termCase.derived ?? {}) as Derived;
  const constants = term.constants(params, derived);
  const specialization = termCase.specialization ?? term.specialization?.(params, derived) ?? {};
  const m = calculator(numbers(tables));
  return {
    term,
    constants,
    specialization,
    tables,
    slope: term.slope?.(constants, specialization),
    reachAt: (cutoff) => term.reach?.(constants, specialization, cutoff),
    halfway: term.halfway?.(constants, specialization),
    range: (name) => ranges[name] ?? INPUTS[name].range,
    evaluate: (x) => [term.formula(m, x, constants, specialization)].flat(),
  };
}

const NAMES = Object.keys(INPUTS) as InputName[];

/** Draws values of all inputs of a term, evenly within their ranges: whole numbers where an input is not continuous. */
export const randomInputs = ({ between, below }: Random, { range }: Pick<PreparedTermCase, 'range'>): Values =>
  Object.fromEntries(
    NAMES.map((name) => {
      const [min, max] = range(name);
      return [name, isContinuous(name) ? between(min, max) : min + below(max - min + 1)];
    }),
  ) as unknown as Values;
