import type { Pivot } from '@braggsim/core';
import type { Draft } from '../invocation';
import type { ValueSpec } from '../values';

export type Values = readonly (number | string)[];

/** The effect of a flag on the draft. Flags are applied in the order of the command line. */
export type Effect<D = Draft> = (draft: D, values: Values) => void;

/** A flag of a drop-in command. */
export interface Flag<D = Draft> {
  readonly names: readonly string[];
  readonly values: readonly ValueSpec[];
  /** Least number of values; the others are optional. */
  readonly least: number;
  /** A first value that replaces all values. */
  readonly alone?: string;
  readonly doc: string;
  readonly apply: Effect<D>;
}

export interface FlagGroup<D = Draft> {
  readonly title: string;
  readonly flags: readonly Flag<D>[];
}

/** Declares a flag. @param names all names of the flag, separated by spaces; the first is the one in the help */
export const flag = <D = Draft>(
  names: string,
  values: readonly ValueSpec[],
  doc: string,
  apply: Effect<D>,
  options: { readonly least?: number; readonly alone?: string } = {},
): Flag<D> => ({ names: names.split(' '), values, doc, apply, least: values.length, ...options });

type Section = 'beam' | 'detector' | 'scan' | 'crystal' | 'structureFactors' | 'sampling';

/** Initial values of the fields that several flags fill in parts. */
const PARTS: Readonly<Record<string, readonly (number | null)[]>> = {
  beamCentreMm: [null, null],
  nearPointMm: [null, null],
  originPx: [null, null],
  rotationDeg: [0, 0, 0],
  cells: [1, 1, 1],
  sizeUm: [null, null, null],
};

/** Returns the nested record of a section, which is created where it is absent. */
export function recordAt(draft: Draft, section: Section, ...path: string[]): Record<string, unknown> {
  let record = draft.experiment as Record<string, unknown>;
  for (const key of [section, ...path]) {
    record[key] ??= {};
    record = record[key] as Record<string, unknown>;
  }
  return record;
}

/** Returns an effect that sets `section.field`, where `field` may contain dots, to the value, or to all values. */
export const set =
  (section: Section, field: string, convert: (x: number | string) => unknown = (x) => x): Effect =>
  (draft, values) => {
    const path = field.split('.');
    const last = path.pop() as string;
    const all = values.map(convert);
    recordAt(draft, section, ...path)[last] = all.length === 1 ? all[0] : all;
  };

/** Returns undefined for a negative value, which the C programs treat as not given. */
export const unlessNegative = (value: number | string): unknown => (Number(value) < 0 ? undefined : value);

/** Returns an effect that sets `section.field` to a fixed value. */
export const setTo =
  (section: Section, field: string, value: unknown): Effect =>
  (draft) =>
    set(section, field, () => value)(draft, ['']);

/** Returns an effect that sets entries of a field which several flags fill. */
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

/**
 * Returns an effect that sets the pivot. Many flags of the C program do so as a side effect, which matters for the
 * custom convention only.
 */
export const impliesPivot = (pivot: Pivot): Effect => setTo('detector', 'impliedPivot', pivot);

/** Does nothing, as the effect of flags that are accepted for old command lines; the C program ignores them as well. */
export const nothing: Effect = () => {};
