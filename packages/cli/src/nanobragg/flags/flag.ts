import type { Pivot } from '@braggsim/core';
import type { Draft } from '../invocation';
import type { ValueSpec } from '../values';

export type Values = readonly (number | string)[];

/** What a flag does to the draft; flags act in the order of the command line. */
export type Effect<D = Draft> = (draft: D, values: Values) => void;

/** One flag of a drop-in command. */
export interface Flag<D = Draft> {
  readonly names: readonly string[];
  readonly values: readonly ValueSpec[];
  /** At least this many values; the rest may be left out. */
  readonly least: number;
  /** A first value that stands alone, in place of all the others. */
  readonly alone?: string;
  readonly doc: string;
  readonly apply: Effect<D>;
}

export interface FlagGroup<D = Draft> {
  readonly title: string;
  readonly flags: readonly Flag<D>[];
}

/** @param names all names of the flag, separated by spaces; the first is the one shown */
export const flag = <D = Draft>(
  names: string,
  values: readonly ValueSpec[],
  doc: string,
  apply: Effect<D>,
  options: { readonly least?: number; readonly alone?: string } = {},
): Flag<D> => ({ names: names.split(' '), values, doc, apply, least: values.length, ...options });

type Section = 'beam' | 'detector' | 'scan' | 'crystal' | 'structureFactors' | 'sampling';

/** Starts of the fields that several flags fill in parts. */
const PARTS: Readonly<Record<string, readonly (number | null)[]>> = {
  beamCentreMm: [null, null],
  nearPointMm: [null, null],
  originPx: [null, null],
  rotationDeg: [0, 0, 0],
  cells: [1, 1, 1],
  sizeUm: [null, null, null],
};

/** The nested record of a section, made where absent. */
export function recordAt(draft: Draft, section: Section, ...path: string[]): Record<string, unknown> {
  let record = draft.experiment as Record<string, unknown>;
  for (const key of [section, ...path]) {
    record[key] ??= {};
    record = record[key] as Record<string, unknown>;
  }
  return record;
}

/** Sets `section.field` (`field` may go deeper with dots) to the value, or to all of several. */
export const set =
  (section: Section, field: string, convert: (x: number | string) => unknown = (x) => x): Effect =>
  (draft, values) => {
    const path = field.split('.');
    const last = path.pop() as string;
    const all = values.map(convert);
    recordAt(draft, section, ...path)[last] = all.length === 1 ? all[0] : all;
  };

/** A value that the C programs take for not given where it is negative. */
export const unlessNegative = (value: number | string): unknown => (Number(value) < 0 ? undefined : value);

/** Sets `section.field` to a value of its own. */
export const setTo =
  (section: Section, field: string, value: unknown): Effect =>
  (draft) =>
    set(section, field, () => value)(draft, ['']);

/** Sets entries of a field that several flags fill. */
export const setPart =
  (section: Section, field: string, indices: readonly number[], convert: (x: number) => number = (x) => x): Effect =>
  (draft, values) => {
    const record = recordAt(draft, section);
    const parts = [...((record[field] ?? PARTS[field]) as (number | null)[])];
    for (const i of indices) parts[i] = convert(values[0] as number);
    record[field] = parts;
  };

export const both =
  (...effects: Effect[]): Effect =>
  (draft, values) => {
    for (const effect of effects) effect(draft, values);
  };

/** Many flags of the C program move the pivot as a side effect; it counts for the custom convention only. */
export const impliesPivot = (pivot: Pivot): Effect => setTo('detector', 'impliedPivot', pivot);

/** Accepted for the sake of old command lines; the C program does nothing with it either. */
export const nothing: Effect = () => {};
