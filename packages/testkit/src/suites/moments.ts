/** Number of blocks of neighbouring samples. */
const BLOCKS = 25;

/** Mean and variance of samples, and the standard errors of both. */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  /** Standard error of the mean. */
  readonly ofMean: number;
  /** Standard error of the variance. */
  readonly ofVariance: number;
}

const meanOf = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] as number;
  return sum / values.length;
};

/** Returns the standard error of the mean of blocks, from their scatter. */
const errorOf = (blocks: readonly number[]): number => {
  const mean = meanOf(blocks);
  return Math.sqrt(meanOf(blocks.map((x) => (x - mean) ** 2)) / (blocks.length - 1));
};

/**
 * Computes the moments of samples. Standard errors are estimated from the scatter of blocks, which is valid for any
 * distribution and for samples that depend on their neighbours.
 */
export function moments(samples: Float64Array): Moments {
  const mean = meanOf(samples);
  const squares = samples.map((x) => (x - mean) ** 2);
  const inBlocks = (values: Float64Array): number[] =>
    Array.from({ length: BLOCKS }, (_, b) => {
      const edge = (at: number) => Math.round((at * values.length) / BLOCKS);
      return meanOf(values.subarray(edge(b), edge(b + 1)));
    });
  return {
    mean,
    variance: meanOf(squares),
    ofMean: errorOf(inBlocks(samples)),
    ofVariance: errorOf(inBlocks(squares)),
  };
}

/** Computes the correlation coefficient (Pearson) of two lists of samples of the same length. */
export function correlation(a: Float64Array, b: Float64Array): number {
  const [ofA, ofB] = [moments(a), moments(b)];
  const covariance = meanOf(a.map((x, i) => (x - ofA.mean) * ((b[i] as number) - ofB.mean)));
  return covariance / Math.sqrt(ofA.variance * ofB.variance);
}
