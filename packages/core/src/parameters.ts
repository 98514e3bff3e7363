import type { StageRequest } from './requests';

/**
 * One declared parameter. Tables of these, beside the physics that owns them, are the one source of
 * flags, validation, JSON Schema, documentation and sliders.
 */
export interface Parameter {
  readonly type:
    | 'number'
    | 'integer'
    | 'boolean'
    | 'text'
    | 'enum'
    | 'numbers'
    | 'numberLists'
    | 'stringList'
    | 'stage';
  /** Unit as shown to users: `Å`, `mm`, `deg`; absent for pure numbers. */
  readonly unit?: string;
  /** What holds when the user says nothing; absent where it depends on other parameters. */
  readonly default?: number | boolean | string | readonly number[];
  /** Least and largest value; both ends belong to the range unless `exclusiveMin`. */
  readonly min?: number;
  readonly max?: number;
  /** The least value itself is not allowed (a length that must be positive). */
  readonly exclusiveMin?: boolean;
  /** Values of an `enum`; words accepted besides numbers for the other types (`auto`, `random`). */
  readonly options?: readonly string[];
  /** How many numbers a `numbers` parameter takes, or each entry of `lists`, which are lists of them. */
  readonly count?: number | readonly number[];
  /** Its flag sets other parameters too, and takes a value for each rather than one for all. */
  readonly flagTakesEach?: true;
  /** A `number` that may be given as three, one for each axis. */
  readonly perAxis?: true;
  /** Names by which an entry of a `stringList` may be given as a record of one text: `{ name: text }` is `name=text`. */
  readonly named?: readonly string[];
  /** Entries of `numbers` may be null, which leaves them at their defaults. */
  readonly nullableEntries?: boolean;
  /** Whether a record of a list that lacks the parameter is refused as incomplete. */
  readonly required?: boolean;
  /** Flag of the `braggsim` command, with its dashes. */
  readonly flag?: string;
  readonly doc: string;
  /** Which stages a `stage` parameter takes: those of a slot of the sample loop, or models of the beam. */
  readonly slot?: 'shape' | 'structure' | 'surface' | 'source';
}

/** Parameters by field path in the experiment file, such as `beam.wavelengthA`. */
export type ParameterTable = Readonly<Record<string, Parameter>>;

/** Keeps the literal types of a table while checking its shape. */
export const parameters = <const P extends ParameterTable>(table: P): P => table;

type EntryOf<P extends Parameter> = P extends { readonly nullableEntries: true } ? number | null : number;

type CountOf<P extends Parameter> = P extends { readonly count: infer N } ? N : undefined;

/** A pair, triple or quadruple where the count is known, otherwise a list of any length. */
type ListOf<N, E> = N extends 2
  ? readonly [E, E]
  : N extends 3
    ? readonly [E, E, E]
    : N extends 4
      ? readonly [E, E, E, E]
      : readonly E[];

type NumbersOf<P extends Parameter> = ListOf<CountOf<P>, EntryOf<P>>;

type WordOf<P extends Parameter> = P extends { readonly options: readonly (infer W)[] } ? W : string;

interface ValueTypes<P extends Parameter> {
  readonly number: number;
  readonly integer: number;
  readonly boolean: boolean;
  readonly text: string;
  readonly enum: WordOf<P>;
  readonly numbers: NumbersOf<P>;
  readonly numberLists: readonly NumbersOf<P>[];
  readonly stringList: readonly string[];
  readonly stage: string | StageRequest;
}

/** Words that a parameter accepts besides its own type. */
type ExtraWords<P extends Parameter> = P['type'] extends 'enum' | 'text' | 'stringList' | 'stage'
  ? never
  : P extends { readonly options: readonly (infer W)[] }
    ? W
    : never;

/** The type of a parameter's value, inferred from its declaration. */
export type ValueOf<P extends Parameter> =
  | ValueTypes<P>[P['type']]
  | ExtraWords<P>
  | (P extends { readonly perAxis: true } ? readonly [number, number, number] : never);

type Below<T, S extends string> = { [K in keyof T]: K extends `${S}.${infer Rest}` ? Rest : never }[keyof T] & string;
type Leaf<Name extends string> = Name extends `${string}.${string}` ? never : Name;
type Branch<Name extends string> = Name extends `${infer Head}.${string}` ? Head : never;

/**
 * The type of a section of the experiment, inferred from a table of parameters: of `beam.wavelengthA` and
 * `beam.divergenceMrad.steps` the section `beam` is `{ wavelengthA?: number, divergenceMrad?: { steps?: number } }`.
 */
export type SectionOf<T extends ParameterTable, S extends string> = {
  readonly [Name in Leaf<Below<T, S>>]?: T[`${S}.${Name}`] extends Parameter ? ValueOf<T[`${S}.${Name}`]> : never;
} & {
  readonly [Name in Branch<Below<T, S>>]?: SectionOf<T, `${S}.${Name}`>;
};

type RequiredNames<T extends ParameterTable> = {
  [K in keyof T]: T[K] extends { readonly required: true } ? K : never;
}[keyof T];

/** The type of a record in a list, inferred from its table: only required parameters are always there. */
export type RecordOf<T extends ParameterTable> = {
  readonly [K in RequiredNames<T>]: ValueOf<T[K]>;
} & {
  readonly [K in Exclude<keyof T, RequiredNames<T>>]?: ValueOf<T[K]>;
};
