import type { Parameter, Stage } from '@braggsim/core';
import type { Terminal } from './command';

/**
 * A flag of a command. A `boolean` takes no value, `numbers` are separated by commas, lists of numbers by semicolons,
 * and a list of strings is given by repeating the flag.
 */
export interface Option extends Parameter {
  /**
   * The flag with its dashes, such as `--json`. Options that share a flag share its value, or take one value each,
   * separated by commas.
   */
  readonly flag: string;
  /** One letter with a dash, such as `-o`. */
  readonly short?: string;
  /** Other names, with their dashes. */
  readonly aliases?: readonly string[];
  /** Placeholder for the value in the help, such as `file`. */
  readonly value?: string;
  /** Heading in the help; `Options` by default. */
  readonly group?: string;
}

/** Options by the name under which the command receives their values. */
export type OptionTable = Readonly<Record<string, Option>>;

interface Values {
  readonly number: number;
  readonly integer: number;
  readonly boolean: boolean;
  readonly text: string;
  readonly enum: string;
  readonly numbers: readonly number[];
  readonly numberLists: readonly (readonly number[])[];
  readonly stringList: readonly string[];
  readonly stage: string;
}
/** The value of an option: of the type of its parameter, or one of the words that the parameter also accepts. */
export type OptionValue<O extends Option> =
  | Values[O['type']]
  | (O['type'] extends 'number' | 'integer' | 'numbers'
      ? O extends { readonly options: readonly (infer Word)[] }
        ? Word
        : never
      : never);

export interface Arguments<T extends OptionTable = OptionTable> {
  /** Arguments that do not belong to a flag, in order. */
  readonly positionals: readonly string[];
  /** The given values, the last one given last; defaults are not filled in. */
  readonly options: { readonly [K in keyof T]?: OptionValue<T[K]> };
  /** Stages of the plug-ins that were loaded before the flags were parsed. */
  readonly plugins?: readonly Stage[];
}

/** A subcommand of `braggsim`. */
export interface Command<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** Arguments after the name, without flags, such as `[experiment.yaml]`. */
  readonly positionals?: string;
  /** Least and largest number of arguments besides flags; none by default. */
  readonly arity?: readonly [number, number];
  readonly options: T;
  /** Returns the options after plug-ins were loaded, which may add flags; for commands with the flag `--plugin`. */
  readonly pluginOptions?: (plugins: readonly Stage[]) => OptionTable;
  /** Flags that are refused together with another, since they would have no effect. */
  readonly ignored?: readonly IgnoredFlags[];
  /** Text of the help after the summary, and example lines at its end. */
  readonly description?: string;
  readonly examples?: readonly string[];
  run(args: Arguments<T>, terminal: Terminal, all: CommandRegistry): Promise<void>;
}

/** Flags that have no effect together with another. */
export interface IgnoredFlags {
  /** The flag with which they have no effect. */
  readonly beside: string;
  readonly flags: readonly string[];
  /** The reason, which the message gives after a colon. */
  readonly why: string;
}

/** Commands by name, in the order of the help; each is loaded when it is used. */
export type CommandRegistry = ReadonlyMap<string, () => Promise<Command>>;

/** Declares a command and derives the type of the arguments of `run` from the declared options. */
export const command = <const T extends OptionTable>(c: Command<T>): Command<T> => c;
