/**
 * Convolves an image with the same symmetric weights along both directions; values outside the image are 0.
 *
 * @param shape [slow, fast]
 * @param weights weights of the offsets 0, 1, 2, …
 * @returns convolved values [slow, fast]
 */
export function convolveSeparably(
  values: Float32Array | Float64Array,
  shape: readonly [number, number],
  weights: Float64Array,
): Float64Array {
  const [slow, fast] = shape;
  const along = (from: ArrayLike<number>, lines: number, length: number, lineStep: number, step: number) => {
    const out = new Float64Array(from.length);
    for (let line = 0; line < lines; line++) {
      for (let i = 0; i < length; i++) {
        let sum = 0;
        const last = Math.min(length - 1, i + weights.length - 1);
        for (let j = Math.max(0, i - weights.length + 1); j <= last; j++) {
          sum += (weights[Math.abs(i - j)] as number) * (from[line * lineStep + j * step] as number);
        }
        out[line * lineStep + i * step] = sum;
      }
    }
    return out;
  };
  return along(along(values, slow, fast, fast, 1), fast, slow, 1, fast);
}
