import { dataError } from '@braggsim/core';
import { type Reflections, reflectionList } from '../reflections';
import type { SymmetryOperation } from './operation';

/** Amplitudes of one reflection of each set of equivalents. */
export interface MergedReflections {
  readonly h: Int32Array;
  readonly k: Int32Array;
  readonly l: Int32Array;
  /** Amplitudes (electrons) of h k l; NaN where there is none. */
  readonly plus: Float64Array;
  /**
   * Amplitudes of -h -k -l; the same array where Friedel's law holds. Where one of the two is NaN, the other is used.
   */
  readonly minus: Float64Array;
}

/**
 * Expands amplitudes to the whole sphere: all equivalents under the operations, F(h R) = F(h), and their Friedel mates,
 * F(-h R) = F(-h). Mates are listed first, so that a mate with a row of its own in the list takes precedence.
 *
 * @throws BraggsimError (`data`) when there is no amplitude, or more than `maxCount` reflections
 */
export function expandToP1(
  { h, k, l, plus, minus }: MergedReflections,
  operations: readonly SymmetryOperation[],
  { name = 'reflection list', maxCount = 2 ** 26 }: { readonly name?: string; readonly maxCount?: number } = {},
): Reflections {
  const rotations = [...new Map(operations.map(({ rotation }) => [rotation.join(), rotation])).values()];
  const most = plus.length * rotations.length * 2;
  if (most > maxCount) {
    throw dataError(
      `${name}: ${most} reflections in P1 are more than the ${maxCount} that are supported; lower the resolution`,
    );
  }
  const columns = {
    h: new Int32Array(most),
    k: new Int32Array(most),
    l: new Int32Array(most),
    F: new Float64Array(most),
  };
  let count = 0;
  const images = new Int32Array(3 * rotations.length);
  for (const sign of [-1, 1]) {
    for (let i = 0; i < plus.length; i++) {
      const [own, mate] = pair(plus[i] as number, minus[i] as number);
      if (Number.isNaN(own)) continue;
      const distinct = distinctImages(h[i] as number, k[i] as number, l[i] as number, rotations, images);
      if (sign < 0 && hasInverse(images, distinct)) continue;
      for (let j = 0; j < distinct; j++, count++) {
        columns.h[count] = sign * (images[3 * j] as number);
        columns.k[count] = sign * (images[3 * j + 1] as number);
        columns.l[count] = sign * (images[3 * j + 2] as number);
        columns.F[count] = sign < 0 ? mate : own;
      }
    }
  }
  if (count === 0) throw dataError(`${name}: expected at least one reflection with an amplitude, found none`);
  return reflectionList(
    columns.h.slice(0, count),
    columns.k.slice(0, count),
    columns.l.slice(0, count),
    columns.F.slice(0, count),
  );
}

const pair = (f: number, g: number): readonly [number, number] => [Number.isNaN(f) ? g : f, Number.isNaN(g) ? f : g];

/** Writes the distinct indices h R into `images` [image, 3] and returns their number. */
function distinctImages(
  h: number,
  k: number,
  l: number,
  rotations: readonly (readonly number[])[],
  images: Int32Array,
): number {
  let count = 0;
  for (const r of rotations) {
    const x = h * (r[0] as number) + k * (r[3] as number) + l * (r[6] as number);
    const y = h * (r[1] as number) + k * (r[4] as number) + l * (r[7] as number);
    const z = h * (r[2] as number) + k * (r[5] as number) + l * (r[8] as number);
    if (holds(images, count, x, y, z)) continue;
    images[3 * count] = x;
    images[3 * count + 1] = y;
    images[3 * count + 2] = z;
    count++;
  }
  return count;
}

/** Tells whether the Friedel mate of the first image is an image too; then F(h) = F(-h) for any structure. */
const hasInverse = (images: Int32Array, count: number): boolean =>
  holds(images, count, -(images[0] as number), -(images[1] as number), -(images[2] as number));

function holds(images: Int32Array, count: number, x: number, y: number, z: number): boolean {
  for (let j = 0; j < count; j++) {
    if (images[3 * j] === x && images[3 * j + 1] === y && images[3 * j + 2] === z) return true;
  }
  return false;
}
