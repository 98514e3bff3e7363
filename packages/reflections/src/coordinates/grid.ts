import { usageError, type Vec3 } from '@braggsim/core';
import { type ComplexArray, complexArray, fourier, smoothFrom } from '@braggsim/core/fft';
import type { CellSix } from '../metric';
import { largestIndices } from './unique';

/** A density sampled over one cell, indexed [x, y, z]. The imaginary part holds anomalous absorption. */
export interface CellGrid {
  readonly counts: Vec3;
  readonly re: Float64Array | Uint8Array;
  /** The imaginary part; absent where it is zero everywhere. */
  readonly im?: Float64Array;
}

const BYTES_PER_POINT = 16;

/**
 * Returns the numbers of grid points along the cell edges for reflections to dMin (A), with spacings of at most dMin /
 * (2 rate).
 *
 * @throws BraggsimError (`usage`) when the grid needs more than `maxBytes`
 */
export function gridCounts(cell: CellSix, dMinA: number, rate: number, maxBytes = 2 ** 32): Vec3 {
  const counts = [0, 1, 2].map((axis) => smoothFrom((2 * rate * (cell[axis] as number)) / dMinA)) as unknown as Vec3;
  const bytes = counts[0] * counts[1] * counts[2] * BYTES_PER_POINT;
  if (bytes <= maxBytes) return counts;
  throw usageError(
    `a density of ${counts.join(' x ')} points needs ${Math.ceil(bytes / 2 ** 20)} MiB, more than the ${Math.floor(maxBytes / 2 ** 20)} MiB allowed; raise the resolution limit`,
  );
}

/** Fourier sums of a grid, with the kernel exp(2 pi i h x). */
export interface Transform extends ComplexArray {
  /** Returns the offset of the sum for these Miller indices, which must lie within the resolution limit. */
  at(h: number, k: number, l: number): number;
}

/**
 * Transforms a density and keeps only the indices within the resolution limit, so that each pass works on what the one
 * before it kept.
 */
export function transformed({ counts, re, im }: CellGrid, cell: CellSix, dMinA: number): Transform {
  const [nx, ny, nz] = counts;
  const [, kMax, lMax] = largestIndices(cell, dMinA);
  const [kCount, lCount] = [2 * kMax + 1, 2 * lMax + 1];
  const [alongX, alongY, alongZ] = [fourier(nx), fourier(ny), fourier(nz)];
  const plane = kCount * lCount;
  const kept = complexArray(nx * plane);
  const slab = [complexArray(ny * nz), complexArray(ny * nz)] as const;
  const turned = [complexArray(nz * kCount), complexArray(nz * kCount)] as const;
  for (let x = 0; x < nx; x++) {
    const start = x * ny * nz;
    slab[0].re.set(re.subarray(start, start + ny * nz));
    if (im) slab[0].im.set(im.subarray(start, start + ny * nz));
    else slab[0].im.fill(0);
    const byK = alongY(slab[0], slab[1], nz);
    for (let k = 0; k < kCount; k++) {
      const row = wrappedIndex(k - kMax, ny) * nz;
      for (let z = 0; z < nz; z++) {
        turned[0].re[z * kCount + k] = byK.re[row + z] as number;
        turned[0].im[z * kCount + k] = byK.im[row + z] as number;
      }
    }
    const byL = alongZ(turned[0], turned[1], kCount);
    for (let l = 0; l < lCount; l++) {
      const row = wrappedIndex(l - lMax, nz) * kCount;
      kept.re.set(byL.re.subarray(row, row + kCount), x * plane + l * kCount);
      kept.im.set(byL.im.subarray(row, row + kCount), x * plane + l * kCount);
    }
  }
  const result = alongX(kept, complexArray(nx * plane), plane);
  return {
    ...result,
    at: (h, k, l) => wrappedIndex(h, nx) * plane + (l + lMax) * kCount + k + kMax,
  };
}

export const wrappedIndex = (i: number, n: number): number => {
  const rest = i % n;
  return rest < 0 ? rest + n : rest;
};
