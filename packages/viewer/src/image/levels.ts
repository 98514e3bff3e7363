import type { PixelMask, Pixels } from '@braggsim/core/derived';

/** Edge, pixels, below which no smaller copy is made. */
const SMALLEST = 64;

/** Returns the size of a copy of 1/2^level of the size. */
export const levelSize = (size: number, level: number): number => Math.ceil(size / 2 ** level);

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
    const next = new Float32Array(lessRows * lessColumns).fill(Number.NaN);
    const bits = levels.length === 0 ? mask : undefined;
    for (let r = 0; r < rows; r++) {
      const into = (r >> 1) * lessColumns;
      for (let c = 0, at = r * columns; c < columns; c++, at++) {
        const value = source[at] as number;
        if (bits && bits[at] !== 0) continue;
        const place = into + (c >> 1);
        // Comparisons with NaN are false, so that a number takes its place.
        if (!(value <= (next[place] as number)) && !Number.isNaN(value)) next[place] = value;
      }
    }
    levels.push(next);
    source = next;
    [rows, columns] = [lessRows, lessColumns];
  }
  return levels;
}
