import { type CellSix, metricOf } from '../metric';

interface Indices {
  readonly h: ArrayLike<number>;
  readonly k: ArrayLike<number>;
  readonly l: ArrayLike<number>;
}

/** Returns the least and largest 1/d^2 (1/A^2) of reflections, without 0 0 0. */
export function inverseSquareRange({ h, k, l }: Indices, cell: CellSix): readonly [number, number] {
  const { inverseSquare } = metricOf(cell);
  let least = Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < h.length; i++) {
    const s = inverseSquare(h[i] as number, k[i] as number, l[i] as number);
    if (s > 0 && s < least) least = s;
    if (s > largest) largest = s;
  }
  return [largest > 0 ? least : 0, largest];
}

/** Returns the largest and least d (A) of reflections; undefined where there are none besides 0 0 0. */
export function resolutionRange(indices: Indices, cell: CellSix): readonly [number, number] | undefined {
  const [least, largest] = inverseSquareRange(indices, cell);
  return largest > 0 ? [1 / Math.sqrt(least), 1 / Math.sqrt(largest)] : undefined;
}
