import type { Vec3 } from '@braggsim/core';
import type { CellSix } from '../metric';
import type { SpaceGroup } from '../symmetry/space-group';

/** U11 U22 U33 U12 U13 U23 in Cartesian axes, A^2. */
export type AnisotropicU = readonly [number, number, number, number, number, number];

export interface Atom {
  /** Symbol as in the periodic table: `C`, `Se`. */
  readonly element: string;
  /** In electrons, 0 where the file gives none. */
  readonly charge: number;
  /** Cartesian, A: a along x, b in the xy plane. */
  readonly position: Vec3;
  readonly occupancy: number;
  /** Isotropic B, A^2; the mean one where `u` is given. */
  readonly b: number;
  readonly u?: AnisotropicU;
}

/** The atoms of one asymmetric unit and the crystal that repeats it. */
export interface Model {
  readonly cell: CellSix;
  readonly spaceGroup: SpaceGroup;
  readonly atoms: readonly Atom[];
  /** Whether the crystal has no bulk solvent, as those of small molecules. */
  readonly withoutSolvent?: boolean;
  /** Where the file has another matrix to fractional coordinates than its cell makes: the atoms by that, and the largest difference. */
  readonly byScale?: { readonly atoms: readonly Atom[]; readonly largest: number };
}

/** `SE` or `se` to `Se`; deuterium scatters X-rays as hydrogen does. */
export const elementName = (symbol: string): string => {
  const name = symbol[0]?.toUpperCase() + symbol.slice(1).toLowerCase();
  return name === 'D' ? 'H' : name;
};

/** `2+`, `+2`, `2` or `-1` to a number; 0 for anything else. */
export function chargeOf(text: string): number {
  const match = /^([+-]?)(\d?)([+-]?)$/.exec(text.trim());
  if (!match || text.trim() === '') return 0;
  const size = Number(match[2] || 1);
  return match[1] === '-' || match[3] === '-' ? -size : size;
}
