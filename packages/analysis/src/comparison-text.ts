import { formatG } from '@braggsim/core/text';
import type { Comparison } from './compare';

/** Limits that two images must satisfy; each is absent where it is not requested. */
export interface ComparisonLimits {
  readonly minCorrelation?: number | undefined;
  readonly maxSumError?: number | undefined;
  readonly maxError?: number | undefined;
  readonly maxPeakDistance?: number | undefined;
}

/**
 * Formats a comparison as lines for people.
 *
 * @param panels number of panels of the images; places name theirs where there are several
 */
export function comparisonLines(c: Comparison, panels = 1): string[] {
  const { peaks } = c;
  const g = (x: number) => formatG(x);
  return [
    `correlation        ${formatG(c.correlation, 9)}`,
    `sum                ${g(c.sum)} of ${g(c.referenceSum)}, ratio ${formatG(c.sumRatio, 9)}`,
    `root mean square   ${g(c.rootMeanSquare)}`,
    `largest error      ${g(c.largestOfMaximum)} of the largest reference value, ${g(c.largestRelative)} of the value of its pixel`,
    `differing pixels   ${c.differing}`,
    ...(c.masked > 0 ? [`masked pixels      ${c.masked} ignored, ${c.maskedInOne} of them in one image only`] : []),
    ...c.worst.map(
      ({ panel, fast, slow, image, reference, difference }) =>
        `  ${panels > 1 ? `panel ${panel}, ` : ''}fast ${fast}, slow ${slow}: ${g(image)} and ${g(reference)}, difference ${g(difference)}`,
    ),
    peaks.matched.length === 0
      ? `peaks              none in common (${peaks.image} and ${peaks.reference} found)`
      : `peaks              ${peaks.matched.length} in common of ${peaks.image} and ${peaks.reference}; ` +
        `apart by ${g(peaks.meanDistance)} pixels on average, ${g(peaks.medianDistance)} median, ${g(peaks.largestDistance)} at most`,
  ];
}

/** Lists the limits that a comparison exceeds, a sentence each. A figure of NaN exceeds every limit. */
export function exceededLimits(
  c: Comparison,
  { minCorrelation, maxSumError, maxError, maxPeakDistance }: ComparisonLimits,
): string[] {
  const found: string[] = [];
  const above = (what: string, value: number, limit: number | undefined) => {
    if (limit !== undefined && !(value <= limit)) found.push(`${what} is ${formatG(value, 9)}, above ${limit}`);
  };
  if (minCorrelation !== undefined && !(c.correlation >= minCorrelation)) {
    found.push(`the correlation is ${formatG(c.correlation, 9)}, below ${minCorrelation}`);
  }
  above('the error of the sum', Math.abs(c.sumRatio - 1), maxSumError);
  above('the largest error', c.largestOfMaximum, maxError);
  above('the largest distance of peaks', c.peaks.largestDistance, maxPeakDistance);
  return found;
}
