/**
 * One declared parameter. Tables of these, beside the physics that owns them, are the one source of
 * flags, validation, JSON Schema, documentation and sliders.
 */
export interface Parameter {
  readonly type: 'number' | 'integer' | 'boolean' | 'text' | 'choice' | 'numbers' | 'lists' | 'texts';
  /** Unit as shown to users: `Å`, `mm`, `deg`; absent for pure numbers. */
  readonly unit?: string;
  /** What holds when the user says nothing; absent where it depends on other parameters. */
  readonly default?: number | boolean | string | readonly number[];
  /** Least and largest value; both ends belong to the range unless `open`. */
  readonly min?: number;
  readonly max?: number;
  /** The least value itself is not allowed (a length that must be positive). */
  readonly open?: boolean;
  /** Values of a `choice`; words accepted besides numbers for the other types (`auto`, `random`). */
  readonly options?: readonly string[];
  /** How many numbers a `numbers` parameter takes, or each entry of `lists`, which are lists of them. */
  readonly count?: number | readonly number[];
  /** Entries of `numbers` may be null, which leaves them at their defaults. */
  readonly gaps?: boolean;
  /** A record without it is incomplete; for parameters of records in a list. */
  readonly required?: boolean;
  /** Flag of the `braggsim` command, with its dashes. */
  readonly flag?: string;
  readonly doc: string;
}

/** Parameters by field path in the experiment file, such as `beam.wavelengthA`. */
export type ParameterTable = Readonly<Record<string, Parameter>>;

/** Keeps the literal types of a table while checking its shape. */
export const parameters = <const P extends ParameterTable>(table: P): P => table;
