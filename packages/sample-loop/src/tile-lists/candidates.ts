import { type Vec3, vector } from '@braggsim/core';
import type { PixelBounds } from '@braggsim/core/kernel';
import type { PanelRays } from './panel-rays';
import { type Nine, ORIENTATION_NUMBERS } from './spot-extents';

/** Numbers of a candidate. */
export const CANDIDATE_NUMBERS = 5;

/** Consecutive orientations, and the reflections that any of them may bring onto the panel. Plain data. */
export interface Candidates {
  readonly first: number;
  readonly end: number;
  /**
   * Miller indices, and the largest extent of the disc of a spot along slow and along fast, in pixels for each 1/m of its radius:
   * [candidate, CANDIDATE_NUMBERS].
   */
  readonly numbers: Float64Array;
  /** Least and largest place along slow, in pixels, of the spots of each candidate: [candidate, 2]. */
  readonly rows: Float64Array;
}

/** What reflections are sought with. */
export interface Search {
  readonly rays: PanelRays;
  /** Whole tiles, so that a tile has the same lists in any region. */
  readonly region: PixelBounds;
  /** Incident wave vector, 1/m, and its length. */
  readonly incident: readonly [number, number, number];
  readonly radius: number;
  /** Largest extent of a spot in any direction, 1/m. */
  readonly extent: number;
  /** Bound of the length of the scattering vectors that the panel sees, 1/m. */
  readonly longestSeen: number;
  /** Largest distance of a sample from the middle of its pixel, in pixels, and a little more for rounding. */
  readonly margin: number;
}

/** Consecutive orientations whose lattices are nearly the same. */
export interface Group {
  readonly first: number;
  readonly end: number;
  /** Largest change that takes the lattice of the first to that of another, over its own size. */
  readonly change: number;
}

/** Part of the depth of a ray by which a spot may change it where its places are bounded. */
const MAX_DEPTH = 0.25;

/** Returns the norm of the change that takes the lattice of one orientation to that of another. */
function changeBetween(numbers: Float64Array, vectors: Float64Array, from: number, to: number): number {
  const star = ORIENTATION_NUMBERS * to;
  const direct = 9 * from;
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const a = numbers[star + i] as number;
    const b = numbers[star + 3 + i] as number;
    const c = numbers[star + 6 + i] as number;
    for (let j = 0; j < 3; j++) {
      // Component (i, j) of the reciprocal matrix of one times the direct matrix of the other.
      const x =
        a * (vectors[direct + j] as number) +
        b * (vectors[direct + 3 + j] as number) +
        c * (vectors[direct + 6 + j] as number) -
        (i === j ? 1 : 0);
      sum += x * x;
    }
  }
  return Math.sqrt(sum);
}

/**
 * Divides orientations into groups.
 *
 * @param vectors direct cell vectors (m), [orientation, 3, 3]
 * @param maxChange largest change in a group
 */
export function groupsOf(numbers: Float64Array, vectors: Float64Array, maxChange: number): Group[] {
  const count = vectors.length / 9;
  const groups: Group[] = [];
  for (let first = 0; first < count; ) {
    let change = 0;
    let end = first + 1;
    for (; end < count; end++) {
      const more = changeBetween(numbers, vectors, first, end);
      if (!(more <= maxChange)) break;
      change = Math.max(change, more);
    }
    groups.push({ first, end, change });
    first = end;
  }
  return groups;
}

/**
 * Lists the reflections whose spots may reach the region of a panel, for groups of orientations. None is left out; which of them do is
 * decided for each orientation.
 *
 * @param vectors direct cell vectors (m), [orientation, 3, 3]
 */
export const candidatesOf = (
  groups: readonly Group[],
  numbers: Float64Array,
  vectors: Float64Array,
  search: Search,
): Candidates[] =>
  groups.map(({ first, end, change }) => ({ first, end, ...reflectionsNear(numbers, vectors, first, change, search) }));

/** Returns the length of the gradient of a place times the depth, from the squares and products of the vectors that it follows from. */
const gradient = (place: number, square: number, product: number, ofDepth: number): number =>
  Math.sqrt(square + place * (place * ofDepth - product));

/**
 * Bounds the length of the scattering vectors that a panel sees (1/m): it is largest at a corner where the panel is in the forward
 * hemisphere, and anywhere, up to the diameter of the Ewald sphere, where it is not.
 */
export function longestSeen({ corners }: PanelRays, radius: number, incident: Vec3): number {
  if (corners.some((corner) => vector.dot(corner, incident) < 0)) return 2 * radius;
  return Math.max(...corners.map((corner) => vector.length(vector.subtract(vector.scale(corner, radius), incident))));
}

/** Finds the reflections near the Ewald sphere that the panel sees, of an orientation and those that differ by a change at most. */
function reflectionsNear(
  numbers: Float64Array,
  vectors: Float64Array,
  orientation: number,
  change: number,
  { rays, region, incident, radius, extent, longestSeen: seen, margin }: Search,
): Pick<Candidates, 'numbers' | 'rows'> {
  const at = orientation * ORIENTATION_NUMBERS;
  const axis = (n: number) => Math.hypot(...vectors.subarray(9 * orientation + 3 * n, 9 * orientation + 3 * n + 3));
  const longest = (seen + extent) / (1 - change);
  const reach = extent + change * longest;
  const [most, kMost, lMost] = [0, 1, 2].map((n) => Math.ceil(axis(n) * longest)) as [number, number, number];
  const { column, row, depth, farthest } = rays;
  const [a0, a1, a2, b0, b1, b2, c0, c1, c2] = numbers.subarray(at, at + ORIENTATION_NUMBERS) as unknown as Nine;
  const cc = c0 * c0 + c1 * c1 + c2 * c2;
  const [inside, outside] = [Math.max(0, radius - reach) ** 2, (radius + reach) ** 2];
  const found: number[] = [];
  const rows: number[] = [];

  const [i0, i1, i2] = incident;
  const [f0, f1, f2] = column;
  const [s0, s1, s2] = row;
  const [n0, n1, n2] = depth;
  // Squared lengths of gradients, which are column - fast depth and row - slow depth over the depth of the ray.
  const [ff, fn] = [vector.dot(column, column), 2 * vector.dot(column, depth)];
  const [ss, sn] = [vector.dot(row, row), 2 * vector.dot(row, depth)];
  const nn = vector.dot(depth, depth);
  const depthSize = Math.sqrt(nn);
  const leastDepth = radius / farthest / 2;
  const consider = (h: number, k: number, l: number, x: number, y: number, z: number): void => {
    const length = Math.sqrt((x - i0) * (x - i0) + (y - i1) * (y - i1) + (z - i2) * (z - i2));
    if (length > longest) return;
    const off = extent + change * length;
    const deep = n0 * x + n1 * y + n2 * z;
    if (deep + off * depthSize < leastDepth) return;
    const part = (off * depthSize) / deep;
    if (!(deep > 0 && part < MAX_DEPTH)) {
      found.push(h, k, l, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
      rows.push(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      return;
    }
    const perDepth = 1 / (deep * (1 - part));
    const slow = (s0 * x + s1 * y + s2 * z) / deep;
    const fast = (f0 * x + f1 * y + f2 * z) / deep;
    // Gradients are largest at an end of where the spots of the group are, and depths change once more within a spot.
    const slowEnd = gradient(slow, ss, sn, nn) * off * perDepth + margin + 1;
    const fastEnd = gradient(fast, ff, fn, nn) * off * perDepth + margin + 1;
    const spread = perDepth / (1 - 2 * part);
    const slowGradient = spread * Math.max(gradient(slow - slowEnd, ss, sn, nn), gradient(slow + slowEnd, ss, sn, nn));
    const fastGradient = spread * Math.max(gradient(fast - fastEnd, ff, fn, nn), gradient(fast + fastEnd, ff, fn, nn));
    // What is found of each orientation lies within these bounds, so that no region leaves out what another one keeps.
    const bySlow = slowGradient * off + margin + 1;
    if (slow + bySlow < region.slow[0] || slow - bySlow > region.slow[1]) return;
    const byFast = fastGradient * off + margin + 1;
    if (fast + byFast < region.fast[0] || fast - byFast > region.fast[1]) return;
    found.push(h, k, l, slowGradient, fastGradient);
    rows.push(slow - bySlow, slow + bySlow);
  };
  for (let h = -most; h <= most; h++) {
    for (let k = -kMost; k <= kMost; k++) {
      const x = i0 + h * a0 + k * b0;
      const y = i1 + h * a1 + k * b1;
      const z = i2 + h * a2 + k * b2;
      // |x + l c*| lies between the two spheres: outside the roots of one square and inside those of the other.
      const half = -(x * c0 + y * c1 + z * c2) / cc;
      const square = half * half - (x * x + y * y + z * z) / cc;
      const outer = square + outside / cc;
      if (!(outer >= 0)) continue;
      const inner = square + inside / cc;
      const width = Math.sqrt(outer);
      const gap = inner > 0 ? Math.sqrt(inner) : -1;
      const last = Math.min(lMost, Math.floor(half + width));
      for (let l = Math.max(-lMost, Math.ceil(half - width)); l <= last; l++) {
        if (Math.abs(l - half) < gap) l = Math.max(l, Math.ceil(half + gap));
        if (l > last) break;
        consider(h, k, l, x + l * c0, y + l * c1, z + l * c2);
      }
    }
  }
  return { numbers: Float64Array.from(found), rows: Float64Array.from(rows) };
}
