import { vector } from '@braggsim/core';
import { TILE_EDGE } from '../tile';
import { CANDIDATE_NUMBERS, type Candidates } from './candidates';
import { entryLists, type TileLists } from './entry-lists';
import type { ListedSpots } from './listed-spots';
import { ORIENTATION_NUMBERS } from './spot-extents';

/** Orientations after the last entry, which code may read that takes several at a time. */
const PADDING = 16;

/** Returns the candidates of a group whose spots may reach a band of rows. */
function within({ numbers, rows }: Candidates, first: number, end: number): Float64Array {
  const found = new Float64Array(numbers.length);
  let count = 0;
  for (let i = 0; 2 * i < rows.length; i++) {
    if (!((rows[2 * i + 1] as number) >= first && (rows[2 * i] as number) <= end)) continue;
    for (let j = 0; j < CANDIDATE_NUMBERS; j++) found[count++] = numbers[CANDIDATE_NUMBERS * i + j] as number;
  }
  return found.subarray(0, count);
}

/**
 * Creates the function that lists the orientations for the tiles of a band of rows. A spot is within a sphere around its lattice point, of which
 * pixels see what is on the Ewald sphere: a disc, whose shadow on the panel is within a rectangle of pixels. With k the wave vector of the
 * lattice point and k + d that of a point of the spot on the Ewald sphere, the component of d along k follows from their lengths. The place
 * on the panel changes by exactly (g.d)/(1 + p), where g is its gradient, at right angles to k, and p the change of the depth over the depth.
 */
export function tileLists(spots: ListedSpots, columns: number, bandRows: number): (firstRow: number) => TileLists {
  const { rays, incident, radius, numbers, extents, margin, groups } = spots;
  const { column, row, depth } = rays;
  const [i0, i1, i2] = incident;
  const [f0, f1, f2] = column;
  const [s0, s1, s2] = row;
  const [n0, n1, n2] = depth;
  const steepest = vector.length(depth);
  const square = radius * radius;
  const pixels = columns * TILE_EDGE;
  const lists = entryLists(columns, bandRows / TILE_EDGE, PADDING);

  /** Adds the spots of an orientation. */
  const add = (orientation: number, candidates: Float64Array, firstRow: number): void => {
    const at = orientation * ORIENTATION_NUMBERS;
    const a0 = numbers[at + 0] as number;
    const a1 = numbers[at + 1] as number;
    const a2 = numbers[at + 2] as number;
    const b0 = numbers[at + 3] as number;
    const b1 = numbers[at + 4] as number;
    const b2 = numbers[at + 5] as number;
    const c0 = numbers[at + 6] as number;
    const c1 = numbers[at + 7] as number;
    const c2 = numbers[at + 8] as number;
    const extent = extents[orientation] as number;
    const extentSquare = extent * extent;
    const most = 2 * radius * extent + extentSquare;
    const least = -2 * radius * extent + extentSquare;
    const perSquare = 1 / (4 * (square + most));
    for (let i = 0; i < candidates.length; i += CANDIDATE_NUMBERS) {
      const h = candidates[i] as number;
      const k = candidates[i + 1] as number;
      const l = candidates[i + 2] as number;
      const x = i0 + h * a0 + k * b0 + l * c0;
      const y = i1 + h * a1 + k * b1 + l * c1;
      const z = i2 + h * a2 + k * b2 + l * c2;
      const off = x * x + y * y + z * z - square;
      if (off > most || off < least) continue;
      const deep = n0 * x + n1 * y + n2 * z;
      if (!(deep > 0)) {
        if (deep + extent * steepest > 0) lists.add(orientation, 0, bandRows - 1, 0, pixels - 1);
        continue;
      }
      // 2 |k| times the component along k is between -off - extent^2 and -off: the disc is largest where it is nearest to 0.
      const nearest = off > 0 ? off : Math.min(0, off + extentSquare);
      const disc = Math.sqrt(extentSquare - nearest * nearest * perSquare);
      const perDepth = 1 / deep;
      // Written so that places without a bound reach all pixels.
      const slow = (s0 * x + s1 * y + s2 * z) * perDepth - 0.5 - firstRow;
      const bySlow = (candidates[i + 3] as number) * disc + margin;
      const firstSlow = slow - bySlow > 0 ? Math.ceil(slow - bySlow) : 0;
      const lastSlow = slow + bySlow < bandRows ? Math.floor(slow + bySlow) : bandRows - 1;
      if (firstSlow > lastSlow || firstSlow >= bandRows) continue;
      const fast = (f0 * x + f1 * y + f2 * z) * perDepth - 0.5;
      const byFast = (candidates[i + 4] as number) * disc + margin;
      const firstFast = fast - byFast > 0 ? Math.ceil(fast - byFast) : 0;
      const lastFast = fast + byFast < pixels ? Math.floor(fast + byFast) : pixels - 1;
      if (firstFast > lastFast || firstFast >= pixels) continue;
      lists.add(orientation, firstSlow, Math.min(lastSlow, bandRows - 1), firstFast, Math.min(lastFast, pixels - 1));
    }
  };

  return (firstRow) => {
    lists.clear();
    for (const group of groups) {
      const near = within(group, firstRow, firstRow + bandRows);
      for (let orientation = group.first; orientation < group.end; orientation++) add(orientation, near, firstRow);
    }
    return lists.ordered();
  };
}
