import type { Parameter } from '@braggsim/core';
import type { Crystal } from '@braggsim/core/derived';
import type { Calculator, Triple } from '@braggsim/formula';
import { GROUP_SYMBOLS } from '../point-groups';

/** Inputs of every shape: the distance from the nearest reciprocal lattice point, in indices. */
export const OFFSETS = ['dh', 'dk', 'dl'] as const;

/** Offsets at reduced precision: enough for shapes without fringes, whose value depends on nothing but a radius. */
export const narrowOffsets = <T>(m: Calculator<T>, { dh, dk, dl }: Record<'dh' | 'dk' | 'dl', T>): Triple<T> => [
  m.narrow(dh),
  m.narrow(dk),
  m.narrow(dl),
];

/** Returns the number of unit cells in the crystal. */
export const cellTotal = ({ cells: [na, nb, nc] }: Crystal): number => na * nb * nc;

export const cellsParameter = {
  type: 'numbers',
  count: 3,
  min: 0,
  default: [1, 1, 1],
  flag: '--ncells',
  doc: 'unit cells along a, b and c, not necessarily whole numbers; less than 1 counts as 1',
} as const satisfies Parameter;

export const fudgeParameter = {
  type: 'number',
  min: 0,
  default: 1,
  doc: 'scales the squared radius of every shape but square',
} as const satisfies Parameter;

export const cellsOffDiagonalParameter = {
  type: 'numbers',
  count: 3,
  default: [0, 0, 0],
  doc: 'off-diagonal cell counts Nab, Nbc and Nac of the shape gauss-hkl, for ellipsoids that lie across the axes',
} as const satisfies Parameter;

export const shapeSymmetryParameter = {
  type: 'enum',
  options: ['off', 'auto', ...GROUP_SYMBOLS],
  default: 'off',
  flag: '--shape-symmetry',
  doc: 'point group or Laue class that the spots of gauss-hkl shall have; auto: that of the structure factors',
} as const satisfies Parameter;

export const normalizeParameter = {
  type: 'boolean',
  default: false,
  flag: '--normalize',
  doc: 'scale the spots so that their integrated intensity is that of the number of unit cells; for the shapes gauss, gauss-hkl, gauss-star, tophat and tophat-hkl',
} as const satisfies Parameter;

/** Parameters of the shapes that a fudge factor scales, by their fields in the experiment. */
export const SCALED_SHAPE = { 'crystal.cells': cellsParameter, 'crystal.fudge': fudgeParameter };

/** Parameters of scaled shapes whose integral is known. */
export const NORMALIZED_SHAPE = { ...SCALED_SHAPE, 'crystal.normalize': normalizeParameter };
