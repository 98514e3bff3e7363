import { type ErrorTag, isBraggsimError } from '@braggsim/core';
import { hostileNumbers, mutations, type ReadingLimits, shown, underLimits } from '@braggsim/testkit';

/** A parser with a valid file for it, and limits for the result. */
export interface Parser {
  readonly sample: Uint8Array;
  /** Valid files that a guided run starts from; by default the sample alone. */
  readonly seeds?: readonly Uint8Array[];
  /** Parses a file and returns the number of values in the result. */
  readonly parse: (bytes: Uint8Array) => number;
  /**
   * Largest number of values per byte of the file, 1 by default. More would indicate invented values, or memory that a
   * header requested.
   */
  readonly valuesPerByte?: number;
  /** Number of bytes at the start that receive most of the damage, where it differs from the default. */
  readonly headerBytes?: number;
  /** Tag of errors for an invalid file besides `data`. */
  readonly refusal?: ErrorTag;
  /** Number of damaged files of the long run, 100,000 by default; fewer for slow parsers. */
  readonly many?: number;
  readonly limits?: Partial<ReadingLimits>;
}

export interface FuzzResult {
  readonly read: number;
  readonly refused: number;
  /** Descriptions of failures with their files; must be empty. */
  readonly failures: readonly string[];
}

/**
 * Passes damaged copies of its sample to a parser: each must be read within limits, or refused with an error about the
 * data.
 *
 * @throws Error for a file that takes too long or too much memory
 */
export function fuzz(parser: Parser, count: number): FuzzResult {
  const { sample, parse, valuesPerByte = 1, refusal = 'data', limits, headerBytes } = parser;
  let [read, refused] = [0, 0];
  const failures: string[] = [];
  const attempt = (file: Uint8Array) => {
    try {
      const values = parse(file);
      if (!(values <= valuesPerByte * file.length)) failures.push(`${values} values: ${shown(file)}`);
      read++;
    } catch (error) {
      if (!isBraggsimError(error, 'data', refusal)) failures.push(`${error}: ${shown(file)}`);
      refused++;
    }
  };
  underLimits(mutations(sample, count, headerBytes), attempt, limits);
  underLimits(hostileNumbers(sample), attempt, limits);
  return { read, refused, failures: failures.slice(0, 3) };
}
