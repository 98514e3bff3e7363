/**
 * Returns a percentile of the finite pixels: the nearest of the sorted values, without interpolation.
 *
 * @param percentile 0 to 100
 * @returns NaN if no pixel is finite
 */
export function valueAtPercentile(pixels: ArrayLike<number>, percentile: number): number {
  return percentilesOf(pixels, [percentile])[0] as number;
}

/** Returns several percentiles of the finite pixels, as `valueAtPercentile` does; NaN if no pixel is finite. */
export function percentilesOf(pixels: ArrayLike<number>, percentiles: readonly number[]): number[] {
  const values = finiteOf(pixels);
  return percentiles.map((p) => selected(values, Math.round((p / 100) * (values.length - 1))));
}

/** Copies the values of pixels that are finite, in their order. */
function finiteOf(pixels: ArrayLike<number>): Float64Array {
  const values = new Float64Array(pixels.length);
  let count = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    if (Number.isFinite(value)) values[count++] = value;
  }
  return values.subarray(0, count);
}

/**
 * Selects the value at an index of the sorted values without sorting all of them (Hoare's FIND). Pivots are pseudorandom, with
 * a fixed seed, so that the usual orders of pixels are not the worst case. The values are reordered.
 */
function selected(values: Float64Array, place: number): number {
  let [low, high] = [0, values.length - 1];
  let state = 1;
  while (low < high) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const pivot = values[low + Math.floor((state / 2 ** 32) * (high - low + 1))] as number;
    let [i, j] = [low, high];
    while (i <= j) {
      while ((values[i] as number) < pivot) i++;
      while ((values[j] as number) > pivot) j--;
      if (i > j) break;
      [values[i], values[j]] = [values[j] as number, values[i] as number];
      i++;
      j--;
    }
    if (place <= j) high = j;
    else if (place >= i) low = i;
    else break;
  }
  return values[place] ?? Number.NaN;
}
