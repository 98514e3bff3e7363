import { usageError } from '@braggsim/core';
import type { CellSix } from '../metric';
import type { Reflections } from '../reflections';
import { expandToP1, type MergedReflections } from '../symmetry/expand';
import type { SpaceGroup } from '../symmetry/space-group';
import { densityTransform } from './density';
import { directSum } from './direct';
import type { DispersionOf } from './dispersion';
import { checkElectronOptions, electronFactors } from './electrons';
import { transformed } from './grid';
import type { Model } from './model';
import { type ComplexPair, scatterersOf } from './scatterers';
import { SOLVENT, type SolventOptions, solventMask } from './solvent';
import { type UniqueReflections, uniqueReflections } from './unique';

export interface FcalcOptions {
  /** Resolution limit: reflections with d >= this value (A) are calculated. */
  readonly dMinA: number;
  /** Returns f' and f'' of an element (see `dispersionAt`). Without it Friedel's law holds. */
  readonly dispersion?: DispersionOf;
  /**
   * Parameters of the bulk solvent; false for atoms in vacuum. When absent, there is solvent unless the model is of a
   * small molecule.
   */
  readonly solvent?: SolventOptions | false;
  /** Summation over atoms, or the transform of a density; chosen by the size of the task when absent. */
  readonly method?: 'direct' | 'fft';
  /** Whether charges given in the model select the form factors of ions. */
  readonly ions?: boolean;
  /** What is scattered: amplitudes are in electrons for photons, and in A for electrons, by which bulk solvent is left out. Photons when absent. */
  readonly particle?: 'photon' | 'electron';
}

/** Complex structure factors of the unique reflections, in electrons per cell. The reflection 0 0 0 comes first. */
export interface StructureFactors extends UniqueReflections, ComplexPair {
  readonly cell: CellSix;
  readonly spaceGroup: SpaceGroup;
  readonly method: 'direct' | 'fft';
  /** Fraction of the cell that disordered solvent fills. */
  readonly solventFraction: number;
}

/** Number of terms (atoms x operations x reflections) above which the transform is faster. */
const MANY = 2e6;

/**
 * Calculates the structure factors of a model on the absolute scale, in electrons per cell; for electrons in A per cell.
 *
 * @throws BraggsimError (`usage`) for a resolution limit that is not positive or gives too many reflections, (`data`)
 * for an unknown element
 */
export function structureFactors(model: Model, options: FcalcOptions): StructureFactors {
  const { dMinA, dispersion, ions = true, particle = 'photon' } = options;
  const isElectron = particle === 'electron';
  if (isElectron) checkElectronOptions(options);
  const { solvent = model.withoutSolvent || isElectron ? false : {} } = options;
  const { cell, spaceGroup } = model;
  const { operations } = spaceGroup;
  const unique = uniqueReflections(cell, operations, dMinA);
  const scatterers = scatterersOf(model, dispersion, ions);
  const terms = unique.h.length * operations.length * model.atoms.length;
  const method = options.method ?? (terms > MANY ? 'fft' : 'direct');
  const sum = { model, scatterers, ions, method, dMinA } as const;
  const atoms = isElectron
    ? electronFactors(unique, operations, sum)
    : method === 'fft'
      ? densityTransform(unique, operations, scatterers, cell, dMinA)
      : directSum(unique, operations, scatterers);
  const solventFraction =
    solvent === false ? 0 : addSolvent(atoms, unique, model, scatterers, dMinA, { ...SOLVENT, ...solvent });
  return { ...unique, ...atoms, cell, spaceGroup, method, solventFraction };
}

/**
 * Adds the solvent contribution: F = F of atoms + density exp(-B s^2/4) F of the mask (P. V. Afonine et al., Acta
 * Cryst. D69 (2013) 625).
 */
function addSolvent(
  { plusRe, plusIm, minusRe, minusIm }: ComplexPair,
  { h, k, l }: UniqueReflections,
  model: Model,
  scatterers: ReturnType<typeof scatterersOf>,
  dMinA: number,
  options: Required<SolventOptions>,
): number {
  if (Object.values(options).some((value) => !Number.isFinite(value) || value < 0)) {
    throw usageError('density, B, probe and shrinkage of the solvent are 0 or more');
  }
  const { metric } = scatterers;
  const mask = solventMask(model, scatterers, dMinA, options);
  const { re, im, at } = transformed(mask, model.cell, dMinA);
  const perPoint = metric.volume / mask.re.length;
  for (let i = 0; i < h.length; i++) {
    const index = [h[i] as number, k[i] as number, l[i] as number] as const;
    const size = perPoint * options.density * Math.exp((-options.b * metric.inverseSquare(...index)) / 4);
    const place = at(...index);
    const [x, y] = [size * (re[place] as number), size * (im[place] as number)];
    plusRe[i] = (plusRe[i] as number) + x;
    plusIm[i] = (plusIm[i] as number) + y;
    minusRe[i] = (minusRe[i] as number) + x;
    minusIm[i] = (minusIm[i] as number) - y;
  }
  return mask.fraction;
}

/** Returns the amplitudes of h k l and of -h -k -l. */
export function amplitudes({ plusRe, plusIm, minusRe, minusIm }: ComplexPair) {
  const sizes = (re: Float64Array, im: Float64Array) => re.map((x, i) => Math.hypot(x, im[i] as number));
  return { plus: sizes(plusRe, plusIm), minus: sizes(minusRe, minusIm) };
}

/** Returns the amplitudes of the whole sphere, including both Friedel mates, as a simulation needs them. */
export const sphereOf = (factors: StructureFactors): Reflections =>
  sphereOfAmplitudes({ ...factors, ...amplitudes(factors) }, factors.spaceGroup);

/** Returns the whole sphere of the amplitudes of unique reflections. */
export const sphereOfAmplitudes = (merged: MergedReflections, { operations }: SpaceGroup): Reflections =>
  expandToP1(merged, operations, { name: 'model' });
