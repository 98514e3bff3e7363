/** Symmetries of a lattice, by which numbers of its cell are equal or fixed: `trigonal` and `hexagonal` have hexagonal axes. */
export const LATTICE_SYMMETRIES = [
  'triclinic',
  'monoclinic',
  'orthorhombic',
  'tetragonal',
  'trigonal',
  'hexagonal',
  'rhombohedral',
  'cubic',
] as const;
export type LatticeSymmetry = (typeof LATTICE_SYMMETRIES)[number];
