import type { Parameter, Stage } from '@braggsim/core';
import type { Terminal } from './command';

/**
 * A flag of a command. A `boolean` takes no value, `numbers` are separated by commas, their lists by semicolons, and
 * `texts` are given by repeating the flag.
 */
export interface Option extends Parameter {
  /** With its dashes: `--json`. Options that share a flag share its value, or take one value each, with commas. */
  readonly flag: string;
  /** One letter with a dash: `-o`. */
  readonly short?: string;
  /** Other names, with their dashes. */
  readonly aliases?: readonly string[];
  /** What stands for the value in the help: `file`. */
  readonly value?: string;
  /** Heading in the help; `Options` when absent. */
  readonly group?: string;
}

/** Options by the name under which their values reach the command. */
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
/** A value of a flag: of its parameter's type, or one of the words that the parameter accepts besides. */
export type OptionValue<O extends Option> =
  | Values[O['type']]
  | (O['type'] extends 'number' | 'integer' | 'numbers'
      ? O extends { readonly options: readonly (infer Word)[] }
        ? Word
        : never
      : never);

export interface Arguments<T extends OptionTable = OptionTable> {
  /** What belongs to no flag, in order. */
  readonly positionals: readonly string[];
  /** What was given, the last one given last; defaults are not filled in. */
  readonly options: { readonly [K in keyof T]?: OptionValue<T[K]> };
  /** Stages of the plug-ins that were loaded before the flags were read. */
  readonly plugins?: readonly Stage[];
}

/** One command of `braggsim`. */
export interface Command<T extends OptionTable = OptionTable> {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What follows the name, flags apart: `[experiment.yaml]`. */
  readonly positionals?: string;
  /** How many arguments besides flags it takes, least and most: none when absent. */
  readonly arity?: readonly [number, number];
  readonly options: T;
  /** The options where plug-ins are loaded, which may bring flags of their own; for commands with the flag `--plugin`. */
  readonly pluginOptions?: (plugins: readonly Stage[]) => OptionTable;
  /** Flags that are refused beside another, since they would do nothing. */
  readonly idle?: readonly Idle[];
  /** What the help says after the summary, and example lines at its end. */
  readonly description?: string;
  readonly examples?: readonly string[];
  run(args: Arguments<T>, terminal: Terminal, all: CommandRegistry): Promise<void>;
}

/** Flags that would do nothing beside another. */
export interface Idle {
  /** The flag beside which they do nothing. */
  readonly beside: string;
  readonly flags: readonly string[];
  /** What the flag does instead, after a colon. */
  readonly why: string;
}

/** Commands by name, each loaded when it is asked for, in the order of the help. */
export type CommandRegistry = ReadonlyMap<string, () => Promise<Command>>;

/** Declares a command; the helper ties the declared options to the arguments of `run`. */
export const command = <const T extends OptionTable>(c: Command<T>): Command<T> => c;
