import { usageError } from '@braggsim/core';
import type { CellSix } from '../metric';
import type { Reflections } from '../reflections';
import { expandToP1 } from '../symmetry/expand';
import type { SpaceGroup } from '../symmetry/space-group';
import { densityTransform } from './density';
import { directSum } from './direct';
import type { DispersionOf } from './dispersion';
import { transformed } from './grid';
import type { Model } from './model';
import { type ComplexPair, scatterersOf } from './scatterers';
import { SOLVENT, type SolventOptions, solventMask } from './solvent';
import { type UniqueReflections, uniqueReflections } from './unique';

export interface FcalcOptions {
  /** All reflections with d >= this, A. */
  readonly dMinA: number;
  /** f' and f'' of elements, see `dispersionAt`; without it Friedel's law holds. */
  readonly dispersion?: DispersionOf;
  /** Bulk solvent; false for atoms in vacuum. When absent, the model has one unless it is of a small molecule. */
  readonly solvent?: SolventOptions | false;
  /** Summation over atoms, or a density and its transform; by the size of the task when absent. */
  readonly method?: 'direct' | 'fft';
  /** Whether charges given in the model choose the form factors of ions. */
  readonly ions?: boolean;
}

/** Complex structure factors of the unique reflections, electrons a cell; 0 0 0 comes first. */
export interface StructureFactors extends UniqueReflections, ComplexPair {
  readonly cell: CellSix;
  readonly spaceGroup: SpaceGroup;
  readonly method: 'direct' | 'fft';
  /** Of the cell that disordered solvent fills. */
  readonly solventFraction: number;
}

/** Terms of a sum over atoms, operations and reflections from which on the transform is quicker. */
const MANY = 2e6;

/**
 * Structure factors of a model on the absolute scale.
 *
 * @throws BraggsimError (`usage`) for an impossible resolution, (`data`) for an unknown element
 */
export function structureFactors(model: Model, options: FcalcOptions): StructureFactors {
  const { dMinA, dispersion, solvent = model.withoutSolvent ? false : {}, ions = true } = options;
  const { cell, spaceGroup } = model;
  const { operations } = spaceGroup;
  const unique = uniqueReflections(cell, operations, dMinA);
  const scatterers = scatterersOf(model, dispersion, ions);
  const terms = unique.h.length * operations.length * model.atoms.length;
  const method = options.method ?? (terms > MANY ? 'fft' : 'direct');
  const atoms =
    method === 'fft'
      ? densityTransform(unique, operations, scatterers, cell, dMinA)
      : directSum(unique, operations, scatterers);
  const solventFraction =
    solvent === false ? 0 : addSolvent(atoms, unique, model, scatterers, dMinA, { ...SOLVENT, ...solvent });
  return { ...unique, ...atoms, cell, spaceGroup, method, solventFraction };
}

/** F = F of atoms + density exp(-B s^2/4) F of the mask (P. V. Afonine et al., Acta Cryst. D69 (2013) 625). */
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
  return mask.re.reduce((sum, point) => sum + point, 0) / mask.re.length;
}

/** Amplitudes of h k l and of -h -k -l. */
export function amplitudes({ plusRe, plusIm, minusRe, minusIm }: ComplexPair) {
  const sizes = (re: Float64Array, im: Float64Array) => re.map((x, i) => Math.hypot(x, im[i] as number));
  return { plus: sizes(plusRe, plusIm), minus: sizes(minusRe, minusIm) };
}

/** Amplitudes of the whole sphere, with both Friedel mates: what a simulation takes. */
export const sphereOf = (factors: StructureFactors): Reflections =>
  expandToP1({ ...factors, ...amplitudes(factors) }, factors.spaceGroup.operations, { name: 'model' });
