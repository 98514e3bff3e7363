import type { Usage } from './subject/usage';

/** Repeated measurements of one thing. */
export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('no values have no median');
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

export const spread = (values: readonly number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/** Median of quotients, round by round: what slows a whole round down cancels. */
export const medianRatio = (above: readonly number[], below: readonly number[]): number =>
  median(above.map((value, round) => value / (below[round] as number)));

export const medianUsage = (usages: readonly Usage[]): Usage => ({
  contextSwitches: median(usages.map(({ contextSwitches }) => contextSwitches)),
  pageFaults: median(usages.map(({ pageFaults }) => pageFaults)),
});
