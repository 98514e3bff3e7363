import type { Vec3 } from '@braggsim/core';
import type { CellSix } from '../metric';
import type { SymmetryOperation } from '../symmetry/operation';
import { chordsOf, type Symmetric } from './ellipsoid';
import { type CellGrid, gridCounts, transformed, wrappedIndex } from './grid';
import { type ComplexPair, complexPair, type Scatterers } from './scatterers';
import type { UniqueReflections } from './unique';

/** Oversampling of the grid: its spacing is dMin / (2 rate). */
const RATE = 1.5;
/** Fraction of the peak of a Gaussian below which it is no longer added to the grid. */
const CUT = 1e-6;
/**
 * The least B (A^2) of atoms on the grid, divided by dMin^2. Sampling adds copies of the transform; the nearest lie at
 * 2 rate - 1 times the largest s, where exp(-B s^2/4) damps them 3000 times more than the reflections they overlap, in
 * addition to the fall-off of the form factor.
 */
const SMOOTHNESS = (4 * Math.log(3e3)) / ((2 * RATE - 1) ** 2 - 1);
const FOUR_PI_SQUARED = 4 * Math.PI ** 2;
const EIGHT_PI_SQUARED = 8 * Math.PI ** 2;

/**
 * Calculates structure factors (electrons per cell) from a density on a grid and a fast Fourier transform (L. F. Ten
 * Eyck, Acta Cryst. A33 (1977) 486). Only the listed atoms are added to the grid, with B raised so that the grid can
 * represent them; the sum over symmetry mates, F(h) = sum of G(h R) exp(2 pi i h t), is taken over the transformed
 * values.
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

/** Returns the least B (A^2) of all atoms. */
function sharpest({ count, b, u }: Scatterers): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const tensor = u[i];
    const value = tensor ? EIGHT_PI_SQUARED * leastEigenvalueBound(tensor) : (b[i] as number);
    if (value < least) least = value;
  }
  return least;
}

/**
 * Returns a lower bound of the eigenvalues by Gershgorin's theorem: none lies below a diagonal element minus the sum of
 * the other absolute values in its row.
 */
function leastEigenvalueBound([u11, u22, u33, u12, u13, u23]: readonly number[]): number {
  const [xy, xz, yz] = [Math.abs(u12 as number), Math.abs(u13 as number), Math.abs(u23 as number)];
  return Math.min((u11 as number) - xy - xz, (u22 as number) - xy - yz, (u33 as number) - xz - yz);
}

/** Inverts a symmetric matrix given as 11 22 33 12 13 23, and returns its determinant too. */
function inverted([a, b, c, d, e, f]: Symmetric): { readonly inverse: Symmetric; readonly determinant: number } {
  const [x, y, z] = [b * c - f * f, e * f - d * c, d * f - e * b];
  const determinant = a * x + d * y + e * z;
  const per = 1 / determinant;
  return {
    determinant,
    inverse: [x * per, (a * c - e * e) * per, (a * b - d * d) * per, y * per, z * per, (d * e - a * f) * per],
  };
}

/**
 * Adds the listed atoms to a grid, in electrons per grid point. The real part holds f0 + f', the imaginary part f''.
 */
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
    const spread = (added: number): Symmetric => {
      const isotropic = (tensor ? 0 : (b[i] as number)) + blur + added;
      const [u11, u22, u33, u12, u13, u23] = (tensor ?? [0, 0, 0, 0, 0, 0]).map(
        (x) => x * EIGHT_PI_SQUARED,
      ) as unknown as Symmetric;
      return [u11 + isotropic, u22 + isotropic, u33 + isotropic, u12, u13, u23];
    };
    const share = occupancy[i] as number;
    const last = formFactor.a.length - 1;
    for (const [g, a] of formFactor.a.entries()) {
      // The constant of the form factor and f' do not depend on the angle, so they share one Gaussian.
      const amplitude = g === last ? a + real : a;
      if (amplitude !== 0) brush(re, centre, amplitude * share, spread(formFactor.b[g] as number));
    }
    if (im && imaginary !== 0) brush(im, centre, imaginary * share, spread(0));
  }
  return { counts, re, ...(im && { im }) };
}

/**
 * Returns a function that adds Gaussians with a given B matrix (A^2) to a grid. The exponent is a parabola along each
 * grid line, so each value follows from the one before it by two multiplications.
 */
function brushFor({ metric }: Scatterers, counts: Vec3) {
  const nz = counts[2];
  const chords = chordsOf(metric, counts);
  const perPoint = metric.volume / (counts[0] * counts[1] * nz);
  const limit = -Math.log(CUT);

  return (grid: Float64Array, centre: Vec3, amplitude: number, b: Symmetric): void => {
    const { inverse, determinant } = inverted(b);
    const widest = Math.max(b[0], b[1], b[2]) + Math.abs(b[3]) + Math.abs(b[4]) + Math.abs(b[5]);
    const radius = Math.sqrt((widest * limit) / FOUR_PI_SQUARED);
    const exponent = inverse.map((x) => x * FOUR_PI_SQUARED) as unknown as Symmetric;
    const peak = (amplitude * (4 * Math.PI) ** 1.5 * perPoint) / Math.sqrt(determinant);
    const { count, row, first, points, base, slope, curve, height } = chords(centre, exponent, limit, radius);
    const bend = Math.exp(-2 * curve);
    for (let chord = 0; chord < count; chord++) {
      const n = (first[chord] as number) - height;
      const tilt = slope[chord] as number;
      let value = peak * Math.exp(-((base[chord] as number) + 2 * n * tilt + n * n * curve));
      let ratio = Math.exp(-(2 * tilt + (2 * n + 1) * curve));
      const start = row[chord] as number;
      let at = start + wrappedIndex(first[chord] as number, nz);
      // The line goes on at its beginning where it leaves the cell.
      for (let left = points[chord] as number; left > 0; at = start) {
        const end = Math.min(at + left, start + nz);
        left -= end - at;
        for (; at < end; at++) {
          grid[at] = (grid[at] as number) + value;
          value *= ratio;
          ratio *= bend;
        }
      }
    }
  };
}
