/** Returns `count` + 1 evenly spaced positions, including both ends. */
export const places = (from: number, to: number, count: number): number[] =>
  Array.from({ length: count + 1 }, (_, i) => from + ((to - from) * i) / count);

/** Returns the largest difference of two functions over the positions. */
export const largestError = (
  at: readonly number[],
  found: (x: number) => number,
  expected: (x: number) => number,
): number => at.reduce((worst, x) => Math.max(worst, Math.abs(found(x) - expected(x)), 0), 0);

/** Returns the largest difference of two functions, relative to the expected value where that is not zero. */
export const largestRelativeError = (
  at: readonly number[],
  found: (x: number) => number,
  expected: (x: number) => number,
): number =>
  largestError(
    at,
    (x) => found(x) / (expected(x) || 1),
    (x) => expected(x) / (expected(x) || 1),
  );
