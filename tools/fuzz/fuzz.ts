import { type ErrorTag, isBraggsimError } from '@braggsim/core';
import { hostileNumbers, mutations, type ReadingLimits, shown, underLimits } from '@braggsim/testkit';

/** A parser, a good file for it, and what a file that it takes may come to. */
export interface Parser {
  readonly sample: Uint8Array;
  /** Good files that a guided run starts from; the sample alone when absent. */
  readonly seeds?: readonly Uint8Array[];
  /** Parses and returns how many values came out of it. */
  readonly parse: (bytes: Uint8Array) => number;
  /** Most values that a byte of the file can give, 1 when absent: more would be made up, or memory that a header asked for. */
  readonly valuesPerByte?: number;
  /** Where most of the damage goes, where the header is not at the start alone. */
  readonly headerBytes?: number;
  /** How a bad file is refused besides errors about the data. */
  readonly refusal?: ErrorTag;
  /** Damaged files of the long run, 100,000 when absent: fewer where one takes long. */
  readonly many?: number;
  readonly limits?: Partial<ReadingLimits>;
}

export interface FuzzResult {
  readonly read: number;
  readonly refused: number;
  /** What went wrong, with the file: must be empty. */
  readonly failures: readonly string[];
}

/**
 * Feeds damaged copies of its sample to a parser: each is read within limits, or refused with an error about the data.
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
