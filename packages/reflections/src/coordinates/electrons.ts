import { dataError, usageError } from '@braggsim/core';
import { atomicNumberOf, type FormFactor } from '@braggsim/core/form-factors';
import type { SymmetryOperation } from '../symmetry/operation';
import { densityTransform } from './density';
import { directSum } from './direct';
import { ionLabel, type Model } from './model';
import type { ComplexPair, Scatterers, Species } from './scatterers';
import type { UniqueReflections } from './unique';

/** 1/(8 pi^2 a_0), 1/A: the factor of the equation of Mott and Bethe. */
const MOTT_BETHE = 0.0239337;
/** Values of s = sin(theta)/lambda (1/A) below which the quotient is replaced by its limit. */
const SMALLEST_QUOTIENT = 0.02;
/** Values of s (1/A) below which the scattering of an ion is no property of the ion alone. */
const SMALLEST_OF_IONS = 0.05;
/** Values of s (1/A) below which the small difference of nucleus and electrons is summed directly, whatever the method. */
const SMALLEST_OF_TRANSFORM = 0.05;

/** Returns the charge of nucleus and electrons, Z - f(s), as a sum of Gaussians of which the last is a constant. */
const chargeSeries = ({ a, b }: FormFactor, nucleus: number): FormFactor => {
  const last = a.length - 1;
  return { a: a.map((value, i) => (i === last ? nucleus - value : -value)), b };
};

/**
 * Returns the scattering factor of electrons (A, for the rest mass) at s^2 = `square` (1/A^2): 0.0239337 (Z - f(s))/s^2 (N. F. Mott, Proc.
 * R. Soc. A 127 (1930) 658; H. Bethe, Ann. Phys. 397 (1930) 325). Near s = 0, where the rounding of the table of f would show, it is the limit of
 * that quotient for each Gaussian of f.
 */
export function electronFormFactor({ a, b }: FormFactor, nucleus: number, square: number): number {
  if (square >= SMALLEST_QUOTIENT ** 2) {
    const electrons = a.reduce((sum, value, i) => sum + value * Math.exp(-(b[i] as number) * square), 0);
    return (MOTT_BETHE * (nucleus - electrons)) / square;
  }
  const terms = a.map((value, i) => {
    const [width, x] = [b[i] as number, (b[i] as number) * square];
    return value * width * (x === 0 ? 1 : -Math.expm1(-x) / x);
  });
  return MOTT_BETHE * terms.reduce((sum, term) => sum + term, 0);
}

/** Returns the kinds of atoms of a model, as electrons are scattered by them. */
const electronSpecies = (species: readonly Species[], elements: readonly string[]): Species[] =>
  species.map((one, i) => {
    const nucleus = atomicNumberOf(elements[i] as string);
    return { ...one, amplitude: (square) => electronFormFactor(one.formFactor, nucleus, square) };
  });

const subset = ({ h, k, l }: UniqueReflections, chosen: readonly number[]): UniqueReflections => {
  const of = (values: Int32Array) => Int32Array.from(chosen, (i) => values[i] as number);
  return { h: of(h), k: of(k), l: of(l) };
};

/**
 * Checks that ions have no reflections at small angles, where their scattering of electrons grows without limit.
 *
 * @throws BraggsimError (`data`) naming the ion and the reflection
 */
function checkIons({ atoms }: Model, unique: UniqueReflections, { metric }: Scatterers): void {
  const ion = atoms.find(({ charge }) => charge !== 0);
  if (!ion) return;
  const low = squaresOf(unique, metric).findIndex((square) => square > 0 && square < SMALLEST_OF_IONS ** 2);
  if (low < 0) return;
  const { h, k, l } = unique;
  throw dataError(
    `the model has charges (${ionLabel(ion)}), whose scattering of electrons grows without limit towards s = 0, and the reflection ${h[low]} ${k[low]} ${l[low]} at s below ${SMALLEST_OF_IONS} 1/A; expected neutral atoms: leave the charges out (braggsim fcalc --particle electron --neutral)`,
  );
}

/** Returns s^2 (1/A^2) of reflections. */
const squaresOf = ({ h, k, l }: UniqueReflections, { inverseSquare }: Scatterers['metric']): Float64Array =>
  Float64Array.from(h, (index, i) => inverseSquare(index, k[i] as number, l[i] as number) / 4);

/** How the structure factors of electrons are summed. */
export interface ElectronSum {
  readonly model: Model;
  readonly scatterers: Scatterers;
  readonly ions: boolean;
  readonly method: 'direct' | 'fft';
  readonly dMinA: number;
}

/**
 * Calculates structure factors of electrons (A per cell, for the rest mass). The transform has the charge of nuclei and electrons on its grid,
 * which the equation of Mott and Bethe divides by s^2.
 *
 * @throws BraggsimError (`data`) for charges beside reflections at small angles
 */
export function electronFactors(
  unique: UniqueReflections,
  operations: readonly SymmetryOperation[],
  sum: ElectronSum,
): ComplexPair {
  const { model, scatterers, ions, method, dMinA } = sum;
  const { elements } = scatterers;
  if (ions) checkIons(model, unique, scatterers);
  const ofElectrons = { ...scatterers, species: electronSpecies(scatterers.species, elements) };
  if (method === 'direct') return directSum(unique, operations, ofElectrons);
  const charges = scatterers.species.map((one, i) => ({
    ...one,
    formFactor: chargeSeries(one.formFactor, atomicNumberOf(elements[i] as string)),
  }));
  const result = densityTransform(unique, operations, { ...scatterers, species: charges }, model.cell, dMinA);
  const parts = ['plusRe', 'plusIm', 'minusRe', 'minusIm'] as const;
  const squares = squaresOf(unique, scatterers.metric);
  const low = [...squares.keys()].filter((i) => (squares[i] as number) < SMALLEST_OF_TRANSFORM ** 2);
  const direct = directSum(subset(unique, low), operations, ofElectrons);
  for (const part of parts) {
    const values = result[part];
    squares.forEach((square, i) => {
      values[i] = ((values[i] as number) * MOTT_BETHE) / square;
    });
    low.forEach((i, j) => {
      values[i] = direct[part][j] as number;
    });
  }
  return result;
}

/**
 * Refuses what electrons do not have: anomalous scattering, and the density of a solvent in electrons.
 *
 * @throws BraggsimError (`usage`)
 */
export function checkElectronOptions({
  dispersion,
  solvent,
}: {
  readonly dispersion?: unknown;
  readonly solvent?: unknown;
}): void {
  if (dispersion !== undefined)
    throw usageError("anomalous scattering, f' and f'', is that of X-rays; leave it out for electrons");
  if (solvent === undefined || solvent === false) return;
  throw usageError('the density of a bulk solvent is given for X-rays; leave it out for electrons');
}
