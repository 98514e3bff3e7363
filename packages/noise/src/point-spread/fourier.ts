/** Creates a function that Fourier-transforms a row of `size` complex numbers, a power of two, in place (Cooley & Tukey 1965). */
function rowTransform(size: number): (re: Float64Array, im: Float64Array, start: number) => void {
  // Factors of the butterflies of half width h stand at h to 2h - 1, in the order in which they are used.
  const cos = new Float64Array(size);
  const sin = new Float64Array(size);
  for (let half = 1; half < size; half *= 2) {
    for (let k = 0; k < half; k++) {
      cos[half + k] = Math.cos((Math.PI * k) / half);
      sin[half + k] = -Math.sin((Math.PI * k) / half);
    }
  }
  const reversed = new Uint32Array(size);
  for (let i = 1; i < size; i++) reversed[i] = ((reversed[i >> 1] as number) >> 1) | (i & 1 ? size >> 1 : 0);
  const swap = (values: Float64Array, a: number, b: number) => {
    const kept = values[a] as number;
    values[a] = values[b] as number;
    values[b] = kept;
  };
  return (re, im, start) => {
    for (let i = 0; i < size; i++) {
      const j = reversed[i] as number;
      if (j <= i) continue;
      swap(re, start + i, start + j);
      swap(im, start + i, start + j);
    }
    for (let a = start; a < start + size; a += 2) {
      const [x, y] = [re[a + 1] as number, im[a + 1] as number];
      re[a + 1] = (re[a] as number) - x;
      im[a + 1] = (im[a] as number) - y;
      re[a] = (re[a] as number) + x;
      im[a] = (im[a] as number) + y;
    }
    for (let half = 2; half < size; half *= 2) {
      for (let block = start; block < start + size; block += 2 * half) {
        for (let k = 0; k < half; k++) {
          const c = cos[half + k] as number;
          const s = sin[half + k] as number;
          const a = block + k;
          const b = a + half;
          const x = (re[b] as number) * c - (im[b] as number) * s;
          const y = (re[b] as number) * s + (im[b] as number) * c;
          const re0 = re[a] as number;
          const im0 = im[a] as number;
          re[b] = re0 - x;
          im[b] = im0 - y;
          re[a] = re0 + x;
          im[a] = im0 + y;
        }
      }
    }
  };
}

const TILE = 32;

function transpose(from: Float64Array, to: Float64Array, rows: number, columns: number): void {
  for (let r0 = 0; r0 < rows; r0 += TILE) {
    for (let c0 = 0; c0 < columns; c0 += TILE) {
      for (let r = r0; r < Math.min(r0 + TILE, rows); r++) {
        for (let c = c0; c < Math.min(c0 + TILE, columns); c++) to[c * rows + r] = from[r * columns + c] as number;
      }
    }
  }
}

/** Complex numbers and scratch memory of the same size: three arrays are enough for the transform of an image. */
interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly scratch: Float64Array;
}

/** Fourier-transforms an image [rows, columns] in the same memory; the result is [columns, rows]. */
function transform({ re, im, scratch }: Complex, rows: number, columns: number): Complex {
  const alongRows = rowTransform(columns);
  for (let r = 0; r < rows; r++) alongRows(re, im, r * columns);
  transpose(re, scratch, rows, columns);
  transpose(im, re, rows, columns);
  const transposed = { re: scratch, im: re, scratch: im };
  const alongColumns = rowTransform(rows);
  for (let c = 0; c < columns; c++) alongColumns(transposed.re, transposed.im, c * rows);
  return transposed;
}

/**
 * Computes the transform of the convolution of two real arrays from the transform of the first plus i times the second, in
 * place: the transforms of the two are its Hermitian and anti-Hermitian parts.
 */
function multiplyParts({ re, im }: Complex, rows: number, columns: number): void {
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

const powerOfTwo = (least: number): number => 2 ** Math.ceil(Math.log2(Math.max(2, least)));

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
  const [rows, columns] = [powerOfTwo(slow + reachSlow), powerOfTwo(fast + reachFast)];
  const re = new Float64Array(rows * columns);
  const im = new Float64Array(rows * columns);
  // The kernel is scaled to the peak of the image, so that rounding affects both alike.
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
  const spectrum = transform({ re, im, scratch: new Float64Array(re.length) }, rows, columns);
  multiplyParts(spectrum, columns, rows);
  // The inverse transform is the transform with real and imaginary parts exchanged.
  const { im: sum } = transform({ ...spectrum, re: spectrum.im, im: spectrum.re }, columns, rows);
  const out = new Float64Array(values.length);
  for (let s = 0; s < slow; s++) {
    for (let f = 0; f < fast; f++) out[s * fast + f] = (sum[s * columns + f] as number) / (rows * columns * peak);
  }
  return out;
}
