/**
 * Numbers and names as text: decimal words, numbers as C's printf writes them, paths, values and their places, and suggestions for
 * misspelt words.
 *
 * @module
 * @example
 * ```ts
 * import { formatG } from '@braggsim/core/text';
 *
 * console.log(formatG(1e-5)); // 1e-05
 * ```
 */
export { aboutPart } from '../about-part';
export { isRecord, type Path, pathText, shown, valueAt } from '../data-text';
export { decimal } from '../decimal';
export { formatSeconds } from '../durations';
export { inFile } from '../in-file';
export { baseName, besideFile, extensionOf, numbered } from '../paths';
export { formatFixed, formatG } from '../printf';
export { didYouMean, nearest } from '../suggest';
export { defaultText, latin1, linesOf, sentence, wrap } from '../text';
