import type { PixelMask, Pixels } from '@braggsim/core/derived';

/** Edge, pixels, below which no smaller copy is made. */
const SMALLEST = 64;

/** Returns the size of a copy of 1/2^level of the size. */
export const levelSize = (size: number, level: number): number => Math.ceil(size / 2 ** level);

/** Returns the larger of two values; a number rather than NaN. */
const larger = (a: number, b: number): number => (b > a || Number.isNaN(a) ? b : a);

/**
 * Makes a copy of half the size, of the largest of four whole numbers each. The last row and column stand for those that are missing.
 *
 * Whole numbers and floats have functions of their own, since one function that sees arrays of several types takes four times as long.
 */
function halfOfWhole(source: Pixels, rows: number, columns: number): Float32Array {
  const even = columns - (columns % 2);
  const next = new Float32Array(Math.ceil(rows / 2) * Math.ceil(columns / 2));
  for (let row = 0, into = 0; row < rows; row += 2) {
    let above = row * columns;
    let below = row + 1 < rows ? above + columns : above;
    for (const end = above + even; above < end; above += 2, below += 2, into++) {
      next[into] = Math.max(
        source[above] as number,
        source[above + 1] as number,
        source[below] as number,
        source[below + 1] as number,
      );
    }
    if (even < columns) next[into++] = Math.max(source[above] as number, source[below] as number);
  }
  return next;
}

/** Halves an image of floats: each pixel is the largest of four, and NaN only where all four are. */
function halfOfFloats(source: Pixels, rows: number, columns: number): Float32Array {
  const even = columns - (columns % 2);
  const next = new Float32Array(Math.ceil(rows / 2) * Math.ceil(columns / 2));
  for (let row = 0, into = 0; row < rows; row += 2) {
    let above = row * columns;
    let below = row + 1 < rows ? above + columns : above;
    for (const end = above + even; above < end; above += 2, below += 2, into++) {
      const most = larger(source[above] as number, source[above + 1] as number);
      next[into] = larger(most, larger(source[below] as number, source[below + 1] as number));
    }
    if (even < columns) next[into++] = larger(source[above] as number, source[below] as number);
  }
  return next;
}

/** Halves a masked image: each pixel is the largest of four that are not masked, and NaN where all of them are. */
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
    const half = source instanceof Float32Array || source instanceof Float64Array ? halfOfFloats : halfOfWhole;
    const next = bits ? halfOfCounted(source, bits, rows, columns) : half(source, rows, columns);
    levels.push(next);
    source = next;
    [rows, columns] = [lessRows, lessColumns];
  }
  return levels;
}
