import type { PixelMask, Pixels } from '@braggsim/core/derived';

/** Edge, pixels, below which no smaller copy is made. */
const SMALLEST = 64;

/** Returns the size of a copy of 1/2^level of the size. */
export const levelSize = (size: number, level: number): number => Math.ceil(size / 2 ** level);

/** The larger of two values; a number rather than NaN. */
const larger = (a: number, b: number): number => (b > a || Number.isNaN(a) ? b : a);

/** Makes a copy of half the size, of the largest of four pixels each. */
function half(source: Pixels, rows: number, columns: number): Float32Array {
  const [lessRows, lessColumns] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
  const next = new Float32Array(lessRows * lessColumns);
  for (let r = 0, into = 0; r < rows; r += 2) {
    const first = r * columns;
    // The last row and column stand for those that are missing.
    const second = r + 1 < rows ? first + columns : first;
    for (let c = 0; c < columns; c += 2, into++) {
      const d = c + 1 < columns ? c + 1 : c;
      const above = larger(source[first + c] as number, source[first + d] as number);
      next[into] = larger(above, larger(source[second + c] as number, source[second + d] as number));
    }
  }
  return next;
}

/** The same of the pixels that are not masked; NaN where all of them are. */
function halfOfCounted(source: Pixels, mask: PixelMask, rows: number, columns: number): Float32Array {
  const lessColumns = Math.ceil(columns / 2);
  const next = new Float32Array(Math.ceil(rows / 2) * lessColumns).fill(Number.NaN);
  for (let r = 0; r < rows; r++) {
    const into = (r >> 1) * lessColumns;
    for (let c = 0, at = r * columns; c < columns; c++, at++) {
      if (mask[at] !== 0) continue;
      next[into + (c >> 1)] = larger(next[into + (c >> 1)] as number, source[at] as number);
    }
  }
  return next;
}

/**
 * Makes smaller copies of an image [slow, fast]: every pixel of a copy is the largest of four, so that no spot disappears when the
 * picture is drawn small. Masked pixels do not count; NaN stands where none does.
 */
export function maximumLevels(
  pixels: Pixels,
  [slow, fast]: readonly [number, number],
  mask?: PixelMask,
): Float32Array[] {
  const levels: Float32Array[] = [];
  let [rows, columns] = [slow, fast];
  let source: Pixels = pixels;
  while (Math.max(rows, columns) > SMALLEST) {
    const [lessRows, lessColumns] = [Math.ceil(rows / 2), Math.ceil(columns / 2)];
    const bits = levels.length === 0 ? mask : undefined;
    const next = bits ? halfOfCounted(source, bits, rows, columns) : half(source, rows, columns);
    levels.push(next);
    source = next;
    [rows, columns] = [lessRows, lessColumns];
  }
  return levels;
}
