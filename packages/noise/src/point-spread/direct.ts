/**
 * Convolves an image with a symmetric kernel by direct summation; values outside the image are 0.
 *
 * @param shape [slow, fast]
 * @param quadrant kernel for offsets from 0 to `reach` along both directions, [dy, dx]
 * @returns convolved values [slow, fast]
 */
export function convolveDirectly(
  values: Float32Array | Float64Array,
  shape: readonly [number, number],
  quadrant: Float64Array,
  reach: number,
): Float64Array {
  const [slow, fast] = shape;
  const out = new Float64Array(values.length);
  for (let s = 0; s < slow; s++) {
    for (let f = 0; f < fast; f++) {
      let sum = 0;
      for (let from = Math.max(0, s - reach); from <= Math.min(slow - 1, s + reach); from++) {
        const row = Math.abs(s - from) * (reach + 1);
        for (let at = Math.max(0, f - reach); at <= Math.min(fast - 1, f + reach); at++) {
          sum += (quadrant[row + Math.abs(f - at)] as number) * (values[from * fast + at] as number);
        }
      }
      out[s * fast + f] = sum;
    }
  }
  return out;
}
