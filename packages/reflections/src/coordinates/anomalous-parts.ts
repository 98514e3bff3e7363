import { dataError } from '@braggsim/core';
import type { AnomalousFactors } from '../by-energy/anomalous';
import { expandComplex } from '../by-energy/complex-factors';
import type { DispersionCurve } from '../by-energy/dispersion-curve';
import { directSum } from './direct';
import type { Dispersion, DispersionOf } from './dispersion';
import { type Atom, elementName, type Model } from './model';
import { type ComplexPair, scatterersOf } from './scatterers';
import { type FcalcOptions, structureFactors } from './structure-factors';

/** A kind of atoms of a model that scatter anomalously. */
export interface AnomalousSites {
  readonly element: string;
  /** Chain, residue and atom that the kind is restricted to, as in `A/107/FE`; parts may be left empty. */
  readonly site?: string;
  readonly dispersion: DispersionCurve;
}

/** Tells whether an atom is at a site: parts that are empty or absent fit any. */
const isAt = ({ site = '' }: Atom, asked: string): boolean => {
  const own = site.split('/');
  return asked.split('/').every((part, i) => part === '' || part === own[i]);
};

/**
 * Calculates the structure factors of a model in parts, from which those of any energy follow: without f' and f'' of the kinds,
 * and of the atoms of each kind. An atom counts for the first kind that it belongs to.
 *
 * @param others f' and f'' of all other atoms
 * @throws BraggsimError (`data`) for a kind without atoms in the model
 */
export function anomalousFactors(
  model: Model,
  name: string,
  kinds: readonly AnomalousSites[],
  others: DispersionOf,
  options: FcalcOptions,
): AnomalousFactors {
  const left = new Set(model.atoms);
  const atoms = kinds.map(({ element, site = '' }, i) => {
    const own = model.atoms.filter(
      (atom) => left.has(atom) && atom.element === elementName(element) && isAt(atom, site),
    );
    for (const atom of own) left.delete(atom);
    if (own.length > 0) return own;
    const where = site === '' ? '' : ` at ${site}`;
    const elements = [...new Set(model.atoms.map((atom) => atom.element))].join(', ');
    throw dataError(
      `structureFactors.anomalous[${i}]: ${name} has no atoms of ${element}${where} that are not in a kind before; its elements are ${elements}`,
    );
  });
  const { cell, spaceGroup } = model;
  const anomalous = new Set(kinds.map(({ element }) => elementName(element)));
  const dispersion: DispersionOf = (element) => (anomalous.has(element) ? NONE : others(element));
  const base = structureFactors(model, { ...options, dispersion });
  const partOf = (own: readonly Atom[]): ComplexPair => {
    const scatterers = scatterersOf({ ...model, atoms: own }, undefined, options.ions ?? true);
    const species = scatterers.species.map((one) => ({ ...one, amplitude: () => 1 }));
    return directSum(base, spaceGroup.operations, { ...scatterers, species });
  };
  // Atoms of the same elements that are in no kind scatter as all others do.
  for (const element of anomalous) {
    const rest = [...left].filter((atom) => atom.element === element);
    if (rest.length > 0) addScaled(base, partOf(rest), others(element));
  }
  const whole = (pair: ComplexPair) =>
    expandComplex({ h: base.h, k: base.k, l: base.l, ...pair }, spaceGroup.operations, name, cell);
  return {
    kind: 'anomalous',
    base: whole(base),
    kinds: kinds.map((kind, i) => ({
      element: kind.element,
      factors: whole(partOf(atoms[i] as readonly Atom[])),
      dispersion: kind.dispersion,
    })),
  };
}

const NONE: Dispersion = { real: 0, imaginary: 0 };

/** Adds a complex multiple of structure factors to others. */
function addScaled(sum: ComplexPair, part: ComplexPair, { real, imaginary }: Dispersion): void {
  for (const sign of ['plus', 'minus'] as const) {
    const [re, im, x, y] = [sum[`${sign}Re`], sum[`${sign}Im`], part[`${sign}Re`], part[`${sign}Im`]];
    for (let i = 0; i < re.length; i++) {
      const [a, b] = [x[i] as number, y[i] as number];
      re[i] = (re[i] as number) + real * a - imaginary * b;
      im[i] = (im[i] as number) + real * b + imaginary * a;
    }
  }
}
