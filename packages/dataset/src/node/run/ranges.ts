import { usageError } from '@braggsim/core';

/**
 * Reads a range of shards: `3..7` with both ends, or one number.
 *
 * @param count number of shards of the data set
 * @throws BraggsimError (`usage`) for another text, and for shards that there are not
 */
export function shardRange(text: string | undefined, count: number): readonly [first: number, last: number] {
  if (text === undefined) return [0, count - 1];
  const [, from, to = from] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const [first, last] = [Number(from), Number(to)];
  if (from !== undefined && first <= last && last < count) return [first, last];
  throw usageError({
    message: `--shards is a number or a range a..b of shards from 0 to ${count - 1}, not '${text}'`,
    expected: `shards from 0 to ${count - 1}`,
    found: text,
  });
}

/** Writes numbers, which rise, as ranges: `3..7`, `9`. */
export function asRanges(numbers: readonly number[]): string[] {
  const ranges: [number, number][] = [];
  for (const n of numbers) {
    const last = ranges.at(-1);
    if (last && n === last[1] + 1) last[1] = n;
    else ranges.push([n, n]);
  }
  return ranges.map(([a, b]) => (a === b ? `${a}` : `${a}..${b}`));
}

/** Lists the whole numbers from one to another. */
export const numbersFrom = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
