import { isBraggsimError, type Vec3 } from '@braggsim/core';
import { formFactorOf } from '@braggsim/core/form-factors';
import type { CellSix } from '../metric';
import type { SpaceGroup } from '../symmetry/space-group';

/** An anisotropic displacement, U11 U22 U33 U12 U13 U23 in Cartesian axes, A^2. */
export type AnisotropicU = readonly [number, number, number, number, number, number];

export interface Atom {
  /** Symbol of the element as in the periodic table, such as `C` or `Se`. */
  readonly element: string;
  /** Charge in elementary charges; 0 where the file gives none. */
  readonly charge: number;
  /** Cartesian position (A), with a along x and b in the xy plane. */
  readonly position: Vec3;
  readonly occupancy: number;
  /** Isotropic B (A^2); the equivalent isotropic B where `u` is given. */
  readonly b: number;
  readonly u?: AnisotropicU;
  /** Chain, number of the residue and name of the atom, as in `A/107/FE`; absent where the file does not tell them. */
  readonly site?: string;
}

/** Names an ion as form factors are listed, such as `Na1+`. */
export const ionLabel = ({ element, charge }: Pick<Atom, 'element' | 'charge'>): string =>
  `${element}${Math.abs(charge)}${charge > 0 ? '+' : '-'}`;

/** The atoms of one asymmetric unit and the crystal that repeats it. */
export interface Model {
  readonly cell: CellSix;
  readonly spaceGroup: SpaceGroup;
  readonly atoms: readonly Atom[];
  /** Whether the crystal has no bulk solvent, as crystals of small molecules. */
  readonly withoutSolvent?: boolean;
  /**
   * The atoms as placed by the matrix of the file, and the largest difference (A), where that matrix differs from the
   * one of the cell.
   */
  readonly byScale?: { readonly atoms: readonly Atom[]; readonly largest: number };
}

/**
 * Returns the symbol of an element in standard case: `SE` and `se` become `Se`. Deuterium becomes H, since it scatters
 * X-rays as hydrogen does.
 */
export const elementName = (symbol: string): string => {
  const name = symbol[0]?.toUpperCase() + symbol.slice(1).toLowerCase();
  return name === 'D' ? 'H' : name;
};

/** Tells whether a name in standard case is that of an element whose scattering is known. */
export function isElement(name: string): boolean {
  try {
    return formFactorOf(name, 0).a.length > 0;
  } catch (error) {
    if (isBraggsimError(error)) return false;
    throw error;
  }
}

/** Parses a charge such as `2+`, `+2`, `2` or `-1`; anything else gives 0. */
export function chargeOf(text: string): number {
  const match = /^([+-]?)(\d?)([+-]?)$/.exec(text.trim());
  if (!match || text.trim() === '') return 0;
  const size = Number(match[2] || 1);
  return match[1] === '-' || match[3] === '-' ? -size : size;
}
