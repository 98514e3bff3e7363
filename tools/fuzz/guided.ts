import { isBraggsimError } from '@braggsim/core';
import { hostileNumbers, type Random, random, shown, underLimits } from '@braggsim/testkit';
import { watchCoverage } from './coverage';
import type { FuzzResult, Parser } from './fuzz';

/** Number of damaged files between two measurements of coverage. */
const BATCH = 250;
/** Largest length of stored files; longer ones reach the same code. */
const LONGEST_KEPT = 2 ** 16;

export interface GuidedResult extends FuzzResult {
  /** Number of damaged files that were tried. */
  readonly tried: number;
  /** Files that reached a block which no earlier file had reached. */
  readonly kept: readonly Uint8Array[];
  /** Number of blocks of code that were reached. */
  readonly blocks: number;
}

/** Words with a meaning for parsers. */
const WORDS = [
  '0',
  '-1',
  '1e308',
  'NaN',
  '?',
  '.',
  '4294967296',
  '\n',
  '\n;\n',
  'loop_',
  '"',
  "'",
  '\0',
  ' = ',
  '(',
  '{',
  '[',
];

/** Returns a damaged copy with a few changes of bytes, digits, words and ranges, some of them from another file. */
export function damagedCopy(file: Uint8Array, other: Uint8Array, { below }: Random, headerBytes: number): Uint8Array {
  let bytes = Buffer.from(file);
  for (let edit = below(5); edit >= 0 && bytes.length > 0; edit--) {
    const at = below(below(4) > 0 ? Math.min(bytes.length, headerBytes) : bytes.length);
    const kind = below(9);
    const rest = (skip: number) => bytes.subarray(Math.min(bytes.length, at + skip));
    if (kind === 0) bytes[at] = below(256);
    else if (kind === 1) bytes[at] = 48 + below(10);
    else if (kind === 2) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    else if (kind === 3 && below(4) === 0) bytes = bytes.subarray(0, at);
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(0, at), rest(1 + below(40))]);
    else if (kind === 5) bytes = Buffer.concat([bytes.subarray(0, at), rest(-Math.min(at, below(20)))]);
    else if (kind === 6)
      bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(WORDS[below(WORDS.length)] as string), rest(below(4))]);
    else if (kind === 7) {
      const from = below(other.length);
      const piece = other.subarray(from, from + 1 + below(60));
      bytes = Buffer.concat([bytes.subarray(0, at), piece, rest(below(2) * piece.length)]);
    } else if (at + 4 <= bytes.length)
      bytes.writeUInt32LE([0, 1, 0xffffffff, 0x7fffffff, 0x80000000][below(5)] as number, at);
  }
  return new Uint8Array(bytes);
}

/**
 * Passes damaged copies of its seeds to a parser, and damaged copies of those that reached new code.
 *
 * @param seed seed of the random changes
 * @throws Error for a file that takes too long or too much memory
 */
export function guidedFuzz(parser: Parser, count: number, seed: number): GuidedResult {
  const { sample, seeds = [sample], parse, valuesPerByte = 1, refusal = 'data', limits, headerBytes = 600 } = parser;
  const draws = random(seed);
  const coverage = watchCoverage();
  const pool = [...seeds];
  const kept: Uint8Array[] = [];
  const failures: string[] = [];
  let [read, refused, tried] = [0, 0, 0];
  const attempt = (file: Uint8Array) => {
    tried++;
    try {
      const values = parse(file);
      if (!(values <= valuesPerByte * Math.max(file.length, 1))) failures.push(`${values} values: ${shown(file)}`);
      read++;
    } catch (error) {
      if (!isBraggsimError(error, 'data', refusal)) failures.push(`${error}: ${shown(file)}`);
      refused++;
    }
  };
  const quietly = (file: Uint8Array) => {
    try {
      parse(file);
    } catch {
      // Whether it is read or refused was counted before.
    }
  };
  try {
    for (const file of seeds) attempt(file);
    coverage.take();
    for (const file of seeds) underLimits(hostileNumbers(file), attempt, limits);
    coverage.take();
    while (tried < count) {
      const batch = Array.from({ length: Math.min(BATCH, count - tried) }, () => {
        const file = pool[draws.below(pool.length)] as Uint8Array;
        return damagedCopy(file, pool[draws.below(pool.length)] as Uint8Array, draws, headerBytes);
      });
      underLimits(batch, attempt, limits);
      if (coverage.take() === 0) continue;
      // A file in the batch reached new code. Which ones is found one by one, by what each adds to the coverage of the
      // pool.
      for (const file of freshFiles(batch, pool, quietly)) {
        if (file.length > LONGEST_KEPT) continue;
        kept.push(file);
        pool.push(file);
      }
    }
    return { read, refused, tried, failures: failures.slice(0, 3), kept, blocks: coverage.blocks() };
  } finally {
    coverage.stop();
  }
}

/** Returns the files of a batch that reach blocks which neither the pool nor earlier files of the batch reach. */
function freshFiles(
  batch: readonly Uint8Array[],
  pool: readonly Uint8Array[],
  parse: (file: Uint8Array) => void,
): Uint8Array[] {
  const own = watchCoverage();
  try {
    for (const file of pool) parse(file);
    own.take();
    return batch.filter((file) => {
      parse(file);
      return own.take() > 0;
    });
  } finally {
    own.stop();
  }
}

/**
 * Returns a few of the stored files that together reach everything that all of them reach, starting with the largest
 * reach.
 */
export function smallCorpus(parser: Parser, kept: readonly Uint8Array[], most: number): Uint8Array[] {
  const chosen: Uint8Array[] = [];
  const byLength = [...kept].sort((a, b) => a.length - b.length);
  const coverage = watchCoverage();
  const parse = (file: Uint8Array) => {
    try {
      parser.parse(file);
    } catch {
      // Refused: it reaches what refuses it.
    }
  };
  try {
    for (const file of parser.seeds ?? [parser.sample]) parse(file);
    coverage.take();
    for (const file of byLength) {
      if (chosen.length === most) break;
      parse(file);
      if (coverage.take() > 0) chosen.push(file);
    }
  } finally {
    coverage.stop();
  }
  return chosen;
}
