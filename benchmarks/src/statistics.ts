import type { Usage } from './subject/usage';

/** Median and range of repeated measurements. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Returns the median of values. @throws RangeError when there are none */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('expected at least one value for a median, found no values');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** Computes median and range of some values. */
export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/** Computes the median of the quotients of each round, in which the effects of load on a whole round cancel. */
export const medianRatio = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, round) => value / (below[round] as number)));

/** Computes the median of each number of some usages. */
export const medianUsage = (usages: readonly Usage[]): Usage => ({
  contextSwitches: median(usages.map(({ contextSwitches }) => contextSwitches)),
  pageFaults: median(usages.map(({ pageFaults }) => pageFaults)),
  cpuTime: median(usages.map(({ cpuTime }) => cpuTime)),
});
