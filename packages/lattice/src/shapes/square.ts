import { term, type Vec3 } from '@braggsim/core';
import { cellsParameter, OFFSETS } from './fields';

/** Largest number of cells whose interference function is computed by a closed form, which is faster than the quotient of sines. */
const LARGEST_LITERAL = 9;
/** Largest slope of (sin x / x)^2 in x / pi: that of a long row of cells, per cell. Shorter rows stay below it. */
const STEEPEST = 1.69698102916431;

/** Parallelepiped of Na x Nb x Nc cells: the product of three N-slit interference functions. */
export const square = term({
  slot: 'shape',
  id: 'square',
  version: 1,
  params: { 'crystal.cells': cellsParameter },
  about: {
    equation: 'F_latt^2 = product over a, b, c of (sin(pi N dh)/sin(pi dh))^2',
    citation: 'von Laue interference function: Warren (1969), X-ray Diffraction, ch. 3',
  },
  inputs: OFFSETS,
  constants: (_, { crystal }): { cells: Vec3 } => ({ cells: crystal.cells }),
  /** Small whole numbers of cells become literals; null for the others. */
  specialization: (_, { crystal }): { small: readonly (number | null)[] } => ({
    small: crystal.cells.map((n) => (Number.isInteger(n) && n <= LARGEST_LITERAL ? n : null)),
  }),
  formula: (m, { dh, dk, dl }, { cells }, { small }) => {
    const [first = m.value(1), ...more] = ([0, 1, 2] as const)
      .filter((axis) => small[axis] !== 1)
      .map((axis) => m.sincgSquared([dh, dk, dl][axis] as typeof dh, cells[axis], small[axis] ?? undefined));
    return m.product(first, ...more);
  },
  // A row of N cells has (sin(pi N/2))^2 halfway, and N^2 on a reflection.
  integral: ({ cells }) =>
    cells.every((n) => Number.isInteger(n)) ? cells.reduce((total, n) => total * n, 1) : undefined,
  halfway: ({ cells }) => Math.max(...cells.map((n) => Math.min(1, n ** -2))),
  slope: ({ cells }) => STEEPEST * Math.max(0, ...cells.filter((n) => n > 1)),
});
