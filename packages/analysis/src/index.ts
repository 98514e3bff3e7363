/**
 * Compares and describes images: agreement with a reference, positions of peaks, statistics.
 *
 * @module
 * @example
 * ```ts
 * import { agreement } from '@braggsim/analysis';
 *
 * const { correlation, largestRelative } = agreement([1, 2, 4], [1, 2, 4.1]);
 * console.log(correlation, largestRelative);
 * ```
 */
export { type Agreement, type AgreementOptions, agreement } from './agreement';
export {
  type CompareOptions,
  type Comparison,
  compareImages,
  comparePanels,
  differenceImage,
  type PixelError,
} from './compare';
export { type ComparisonLimits, comparisonLines, exceededLimits } from './comparison-text';
export { type DescribeOptions, describeImage, describePanels, type ImageDescription } from './describe';
export { descriptionLines, shellLines } from './description-text';
export { type DifferencePicture, type DifferencePictureOptions, differencePicture } from './difference-picture';
export { countedPixels, joinedPixels, type PanelImage, type PixelPlace } from './panels';
export {
  comparePanelPeaks,
  comparePeaks,
  type MatchedPeak,
  matchPeaks,
  type PeakComparison,
  type PeakOptions,
} from './peak-distances';
export { type FindPeaksOptions, findPeaks, type Peak } from './peaks';
export { percentilesOf, valueAtPercentile } from './percentile';
export { type DetectorPlane, dSpacings, type ResolutionShell, resolutionShells, type ShellOptions } from './resolution';
