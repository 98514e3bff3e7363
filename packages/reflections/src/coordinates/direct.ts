import type { SymmetryOperation } from '../symmetry/operation';
import { type ComplexPair, complexPair, type Scatterers } from './scatterers';
import type { UniqueReflections } from './unique';

/**
 * Calculates structure factors (electrons per cell) by summation over all atoms: F(h) = sum over operations and atoms
 * of occ (f0 + f' + i f'') exp(-B s^2/4) exp(2 pi i h (R x + t)), with s = 1/d (International Tables B, 1.2).
 */
export function directSum(
  { h, k, l }: UniqueReflections,
  operations: readonly SymmetryOperation[],
  scatterers: Scatterers,
): ComplexPair {
  const { metric, species, count, position, occupancy, b, u, kind } = scatterers;
  const result = complexPair(h.length);
  const f = new Float64Array(species.length);
  const weight = new Float64Array(count);
  for (let i = 0; i < h.length; i++) {
    const index = [h[i] as number, k[i] as number, l[i] as number] as const;
    const quarter = metric.inverseSquare(...index) / 4;
    for (const [s, { formFactor, real, amplitude }] of species.entries()) {
      if (amplitude) {
        f[s] = amplitude(quarter);
        continue;
      }
      let sum = real;
      for (let g = 0; g < formFactor.a.length; g++) {
        sum += (formFactor.a[g] as number) * Math.exp(-(formFactor.b[g] as number) * quarter);
      }
      f[s] = sum;
    }
    for (let j = 0; j < count; j++) weight[j] = (occupancy[j] as number) * Math.exp(-(b[j] as number) * quarter);

    let [normalRe, normalIm, oddRe, oddIm] = [0, 0, 0, 0];
    for (const { rotation: r, translation: t } of operations) {
      const x = index[0] * (r[0] as number) + index[1] * (r[3] as number) + index[2] * (r[6] as number);
      const y = index[0] * (r[1] as number) + index[1] * (r[4] as number) + index[2] * (r[7] as number);
      const z = index[0] * (r[2] as number) + index[1] * (r[5] as number) + index[2] * (r[8] as number);
      const shift = index[0] * t[0] + index[1] * t[1] + index[2] * t[2];
      const q = scatteringVector(scatterers, x, y, z);
      for (let j = 0; j < count; j++) {
        const turns =
          x * (position[3 * j] as number) +
          y * (position[3 * j + 1] as number) +
          z * (position[3 * j + 2] as number) +
          shift;
        const angle = 2 * Math.PI * (turns - Math.floor(turns));
        const atom = kind[j] as number;
        const tensor = u[j];
        const size = (weight[j] as number) * (tensor ? damping(tensor, q) : 1);
        const cos = size * Math.cos(angle);
        const sin = size * Math.sin(angle);
        normalRe += (f[atom] as number) * cos;
        normalIm += (f[atom] as number) * sin;
        const imaginary = species[atom]?.imaginary as number;
        oddRe += imaginary * cos;
        oddIm += imaginary * sin;
      }
    }
    // For -h the geometric phases change sign, and f'' keeps its own.
    result.plusRe[i] = normalRe - oddIm;
    result.plusIm[i] = normalIm + oddRe;
    result.minusRe[i] = normalRe + oddIm;
    result.minusIm[i] = -normalIm + oddRe;
  }
  return result;
}

type Vector = readonly [number, number, number];

/** Returns the scattering vector h a* + k b* + l c* (1/A). */
function scatteringVector({ metric }: Scatterers, h: number, k: number, l: number): Vector {
  const [a, b, c] = metric.reciprocal;
  return [h * a[0], h * a[1] + k * b[1], h * a[2] + k * b[2] + l * c[2]];
}

/** Returns the anisotropic damping exp(-2 pi^2 q U q). */
const damping = (
  [u11, u22, u33, u12, u13, u23]: readonly number[] & { readonly length: 6 },
  [x, y, z]: Vector,
): number =>
  Math.exp(
    -2 *
      Math.PI ** 2 *
      ((u11 as number) * x * x +
        (u22 as number) * y * y +
        (u33 as number) * z * z +
        2 * ((u12 as number) * x * y + (u13 as number) * x * z + (u23 as number) * y * z)),
  );
