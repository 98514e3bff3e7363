/**
 * The value below which `percentile` of the pixels lie: the nearest one of the sorted values, without interpolation.
 * NaN and infinities do not count; NaN when nothing else is left.
 *
 * @param percentile 0 to 100
 */
export function valueAtPercentile(pixels: ArrayLike<number>, percentile: number): number {
  return percentilesOf(pixels, [percentile])[0] as number;
}

/** The values at several percentiles. */
export function percentilesOf(pixels: ArrayLike<number>, percentiles: readonly number[]): number[] {
  const values = finiteOf(pixels);
  return percentiles.map((p) => selected(values, Math.round((p / 100) * (values.length - 1))));
}

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
 * The value that would stand at a place if all were sorted (Hoare's FIND), without sorting them all. Pivots are drawn, always
 * the same ones, so that no order of values that images have takes long. Changes the order of the values.
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
