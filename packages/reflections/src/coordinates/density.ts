import type { Vec3 } from '@braggsim/core';
import type { CellSix } from '../metric';
import type { SymmetryOperation } from '../symmetry/operation';
import { type CellGrid, gridCounts, transformed, wrappedIndex } from './grid';
import { type ComplexPair, complexPair, type Scatterers } from './scatterers';
import type { UniqueReflections } from './unique';

/** Samples per half of the finest period. */
const RATE = 1.5;
/** Of a Gaussian, what is left where its painting ends. */
const CUT = 1e-6;
/**
 * Times dMin^2, the least B (A^2) that atoms must have on the grid: the copies of the transform that sampling brings in
 * lie at 2 rate - 1 times the largest s, where they are damped by exp(-B s^2/4) 3000 times more than what they fall on, besides what the form factor does.
 */
const SMOOTHNESS = (4 * Math.log(3e3)) / ((2 * RATE - 1) ** 2 - 1);
const EIGHT_PI_SQUARED = 8 * Math.PI ** 2;

/**
 * Structure factors by way of a density on a grid and a fast Fourier transform (L. F. Ten Eyck, Acta Cryst. A33 (1977)
 * 486): only the atoms listed are painted, with B raised so that the grid can carry them; the sum over symmetry mates
 * F(h) = sum of G(h R) exp(2 pi i h t) is taken among the transformed. Electrons a cell.
 */
export function densityTransform(
  { h, k, l }: UniqueReflections,
  operations: readonly SymmetryOperation[],
  scatterers: Scatterers,
  cell: CellSix,
  dMinA: number,
): ComplexPair {
  const blur = SMOOTHNESS * dMinA ** 2 - sharpest(scatterers);
  const { re, im, at } = transformed(paint(scatterers, gridCounts(cell, dMinA, RATE), blur), cell, dMinA);
  const result = complexPair(h.length);
  for (let i = 0; i < h.length; i++) {
    const [hi, ki, li] = [h[i] as number, k[i] as number, l[i] as number];
    let [plusRe, plusIm, minusRe, minusIm] = [0, 0, 0, 0];
    for (const { rotation: r, translation: t } of operations) {
      const x = hi * (r[0] as number) + ki * (r[3] as number) + li * (r[6] as number);
      const y = hi * (r[1] as number) + ki * (r[4] as number) + li * (r[7] as number);
      const z = hi * (r[2] as number) + ki * (r[5] as number) + li * (r[8] as number);
      const angle = 2 * Math.PI * (hi * t[0] + ki * t[1] + li * t[2]);
      const cos = Math.cos(angle);
      const sin = Math.sin(angle);
      const own = at(x, y, z);
      const mate = at(-x, -y, -z);
      plusRe += (re[own] as number) * cos - (im[own] as number) * sin;
      plusIm += (re[own] as number) * sin + (im[own] as number) * cos;
      minusRe += (re[mate] as number) * cos + (im[mate] as number) * sin;
      minusIm += (im[mate] as number) * cos - (re[mate] as number) * sin;
    }
    const unblur = Math.exp((blur * scatterers.metric.inverseSquare(hi, ki, li)) / 4);
    result.plusRe[i] = plusRe * unblur;
    result.plusIm[i] = plusIm * unblur;
    result.minusRe[i] = minusRe * unblur;
    result.minusIm[i] = minusIm * unblur;
  }
  return result;
}

/** Least B of all atoms, A^2. */
function sharpest({ count, b, u }: Scatterers): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const tensor = u[i];
    // The trace less the largest diagonal and off-diagonal parts bounds the least eigenvalue from below.
    const value = tensor ? EIGHT_PI_SQUARED * leastEigenvalueBound(tensor) : (b[i] as number);
    if (value < least) least = value;
  }
  return least;
}

/** Gershgorin: no eigenvalue lies below the diagonal less the rest of its row. */
function leastEigenvalueBound([u11, u22, u33, u12, u13, u23]: readonly number[]): number {
  const [xy, xz, yz] = [Math.abs(u12 as number), Math.abs(u13 as number), Math.abs(u23 as number)];
  return Math.min((u11 as number) - xy - xz, (u22 as number) - xy - yz, (u33 as number) - xz - yz);
}

/** Inverse of a symmetric matrix given as 11 22 33 12 13 23, and its determinant. */
function inverse([a, b, c, d, e, f]: Six): { readonly inverse: Six; readonly determinant: number } {
  const [x, y, z] = [b * c - f * f, e * f - d * c, d * f - e * b];
  const determinant = a * x + d * y + e * z;
  const per = 1 / determinant;
  return { determinant, inverse: [x * per, (a * c - e * e) * per, (a * b - d * d) * per, y * per, z * per, (d * e - a * f) * per] };
}

type Six = readonly [number, number, number, number, number, number];

/** The density of the listed atoms, electrons a grid point: real for f0 + f', imaginary for f''. */
function paint(scatterers: Scatterers, counts: Vec3, blur: number): CellGrid {
  const size = counts[0] * counts[1] * counts[2];
  const anomalous = scatterers.species.some(({ imaginary }) => imaginary !== 0);
  const re = new Float64Array(size);
  const im = anomalous ? new Float64Array(size) : undefined;
  const brush = brushFor(scatterers, counts);
  const { species, position, occupancy, kind, b, u } = scatterers;
  for (let i = 0; i < scatterers.count; i++) {
    const { formFactor, real, imaginary } = species[kind[i] as number] as Scatterers['species'][number];
    const centre: Vec3 = [position[3 * i] as number, position[3 * i + 1] as number, position[3 * i + 2] as number];
    const tensor = u[i];
    const spread = (added: number): Six => {
      const isotropic = (tensor ? 0 : (b[i] as number)) + blur + added;
      const [u11, u22, u33, u12, u13, u23] = (tensor ?? [0, 0, 0, 0, 0, 0]).map((x) => x * EIGHT_PI_SQUARED) as unknown as Six;
      return [u11 + isotropic, u22 + isotropic, u33 + isotropic, u12, u13, u23];
    };
    const share = occupancy[i] as number;
    const last = formFactor.a.length - 1;
    for (const [g, a] of formFactor.a.entries()) {
      // The constant of the form factor and f' do not fall off with angle: they share one Gaussian.
      const amplitude = g === last ? a + real : a;
      if (amplitude !== 0) brush(re, centre, amplitude * share, spread(formFactor.b[g] as number));
    }
    if (im && imaginary !== 0) brush(im, centre, imaginary * share, spread(0));
  }
  return { counts, re, ...(im && { im }) };
}

/**
 * Adds Gaussians of given B matrix (A^2) to a grid. Along each line of the grid the exponent is a parabola, so that
 * values follow from their neighbours by two multiplications.
 */
function brushFor({ metric }: Scatterers, counts: Vec3) {
  const [nx, ny, nz] = counts;
  const { orthogonal, reciprocal, volume } = metric;
  const [stepX, stepY, stepZ] = [0, 1, 2].map((axis) => orthogonal.map((row) => (row[axis as 0] as number) / (counts[axis as 0] as number))) as [number[], number[], number[]];
  const perPoint = volume / (nx * ny * nz);
  /** Grid points along each axis within 1 A of a plane through the atom. */
  const reach = reciprocal.map((vector, axis) => Math.sqrt(vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2) * (counts[axis as 0] as number));

  return (grid: Float64Array, centre: Vec3, amplitude: number, matrix: Six): void => {
    const { inverse: m, determinant } = inverse(matrix);
    const widest = Math.max(matrix[0], matrix[1], matrix[2]) + Math.abs(matrix[3]) + Math.abs(matrix[4]) + Math.abs(matrix[5]);
    const farthest = -Math.log(CUT);
    const radius = Math.sqrt((widest * farthest) / (4 * Math.PI ** 2));
    const quadratic = 4 * Math.PI ** 2;
    const [m11, m22, m33, m12, m13, m23] = m.map((x) => x * quadratic) as unknown as Six;
    const peak = (amplitude * (4 * Math.PI) ** 1.5 * perPoint) / Math.sqrt(determinant);
    const at = centre.map((x, axis) => x * (counts[axis as 0] as number)) as unknown as Vec3;
    const [wx, wy, wz] = stepZ as unknown as Vec3;
    // M w and w M w of the step along z.
    const [px, py, pz] = [m11 * wx + m12 * wy + m13 * wz, m12 * wx + m22 * wy + m23 * wz, m13 * wx + m23 * wy + m33 * wz];
    const curve = wx * px + wy * py + wz * pz;
    const bend = Math.exp(-2 * curve);
    const [reachX, reachY] = [radius * (reach[0] as number), radius * (reach[1] as number)];
    for (let ix = Math.ceil(at[0] - reachX); ix <= at[0] + reachX; ix++) {
      const dx = ix - at[0];
      const plane = wrappedIndex(ix, nx) * ny;
      for (let iy = Math.ceil(at[1] - reachY); iy <= at[1] + reachY; iy++) {
        const dy = iy - at[1];
        const x = dx * (stepX[0] as number) + dy * (stepY[0] as number);
        const y = dx * (stepX[1] as number) + dy * (stepY[1] as number);
        const z = dx * (stepX[2] as number) + dy * (stepY[2] as number);
        // Exponent on this line: q0 + 2 n q1 + n^2 curve, n counted from the atom's own height.
        const q0 = m11 * x * x + m22 * y * y + m33 * z * z + 2 * (m12 * x * y + m13 * x * z + m23 * y * z);
        const q1 = x * px + y * py + z * pz;
        const within = q1 * q1 - curve * (q0 - farthest);
        if (within <= 0) continue;
        const half = Math.sqrt(within) / curve;
        const middle = at[2] - q1 / curve;
        const first = Math.ceil(middle - half);
        const n = first - at[2];
        let value = peak * Math.exp(-(q0 + 2 * n * q1 + n * n * curve));
        let ratio = Math.exp(-(2 * q1 + (2 * n + 1) * curve));
        const row = (plane + wrappedIndex(iy, ny)) * nz;
        let iz = wrappedIndex(first, nz);
        for (let steps = Math.floor(middle + half) - first; steps >= 0; steps--) {
          grid[row + iz] = (grid[row + iz] as number) + value;
          value *= ratio;
          ratio *= bend;
          if (++iz === nz) iz = 0;
        }
      }
    }
  };
}
