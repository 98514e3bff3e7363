/**
 * The value below which `percentile` of the pixels lie: the nearest one of the sorted values, without interpolation.
 * NaN and infinities do not count; NaN when nothing else is left.
 *
 * @param percentile 0 to 100
 */
export function valueAtPercentile(pixels: ArrayLike<number>, percentile: number): number {
  return percentilesOf(pixels, [percentile])[0] as number;
}

/** The values at several percentiles, with one sort for all of them. */
export function percentilesOf(pixels: ArrayLike<number>, percentiles: readonly number[]): number[] {
  const sorted = Float64Array.from(pixels).filter(Number.isFinite).sort();
  return percentiles.map((p) => sorted[Math.round((p / 100) * (sorted.length - 1))] ?? Number.NaN);
}
