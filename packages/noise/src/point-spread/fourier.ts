import { type ComplexArray, complexArray, fourier2d, smoothFrom } from '@braggsim/core/fft';

/**
 * Computes the transform of the convolution of two real arrays from the transform [rows, columns] of the first plus i times
 * the second, in place: the transforms of the two are its Hermitian and anti-Hermitian parts.
 */
function multiplyParts({ re, im }: ComplexArray, rows: number, columns: number): void {
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const here = r * columns + c;
      const there = ((rows - r) % rows) * columns + ((columns - c) % columns);
      if (there < here) continue;
      const aRe = ((re[here] as number) + (re[there] as number)) / 2;
      const aIm = ((im[here] as number) - (im[there] as number)) / 2;
      const bRe = ((im[here] as number) + (im[there] as number)) / 2;
      const bIm = ((re[there] as number) - (re[here] as number)) / 2;
      const x = aRe * bRe - aIm * bIm;
      const y = aRe * bIm + aIm * bRe;
      re[here] = re[there] = x;
      im[here] = y;
      im[there] = -y;
    }
  }
}

/**
 * Convolves an image with a symmetric kernel as `convolveDirectly` does, but by Fourier transforms, whose time hardly
 * depends on the reach. The image is padded with zeros so that nothing wraps around.
 *
 * @param shape [slow, fast]
 * @param quadrant kernel for offsets from 0 to `reach` along both directions, [dy, dx]
 * @returns convolved values [slow, fast]
 */
export function convolveByFourier(
  values: Float32Array | Float64Array,
  shape: readonly [number, number],
  quadrant: Float64Array,
  reach: number,
): Float64Array {
  const [slow, fast] = shape;
  const [reachSlow, reachFast] = [Math.min(reach, slow - 1), Math.min(reach, fast - 1)];
  const [rows, columns] = [smoothFrom(slow + reachSlow), smoothFrom(fast + reachFast)];
  const data = complexArray(rows * columns);
  const { re, im } = data;
  // Of like size, neither of the two takes digits from the other.
  let peak = 0;
  for (let i = 0; i < values.length; i++) peak = Math.max(peak, Math.abs(values[i] as number));
  if (peak === 0) return new Float64Array(values.length);
  for (let s = 0; s < slow; s++) re.set(values.subarray(s * fast, (s + 1) * fast), s * columns);
  for (let dy = -reachSlow; dy <= reachSlow; dy++) {
    const row = ((dy + rows) % rows) * columns;
    for (let dx = -reachFast; dx <= reachFast; dx++) {
      const weight = quadrant[Math.abs(dy) * (reach + 1) + Math.abs(dx)] as number;
      im[row + ((dx + columns) % columns)] = peak * weight;
    }
  }
  const transform = fourier2d(rows, columns);
  transform(data);
  multiplyParts(data, rows, columns);
  // The inverse transform is the transform with real and imaginary parts exchanged.
  transform({ re: im, im: re });
  const out = new Float64Array(values.length);
  for (let s = 0; s < slow; s++) {
    for (let f = 0; f < fast; f++) out[s * fast + f] = (re[s * columns + f] as number) / (rows * columns * peak);
  }
  return out;
}
