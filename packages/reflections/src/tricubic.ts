import { term } from '@braggsim/core';
import type { Calculator } from '@braggsim/formula';
import type { TableSpecialization } from './nearest';

/**
 * Planes of padding, and the distance that the stencil keeps from the edges of the box: h_min + 2 <= h <= h_max - 2.
 */
const MARGIN = 3;

/**
 * Returns how far an index h0 + dh lies beyond the planes between which it is interpolated; zero or negative between
 * them.
 */
function beyond<T>(m: Calculator<T>, whole: T, rest: T, min: number, count: number): T {
  const fromFirst = m.sum(m.minus(whole, min + MARGIN), rest);
  const fromLast = m.sum(m.minus(whole, min + count - 1 - MARGIN), rest);
  return m.larger(m.neg(fromFirst), fromLast);
}

/**
 * The squared amplitude between Miller indices, interpolated by cubic Lagrange polynomials. Near and beyond the edges
 * of the box the sample uses the amplitude of the nearest index (docs/c-program.md F4).
 */
export const tricubic = term<
  'structure',
  'h0' | 'k0' | 'l0' | 'dh' | 'dk' | 'dl',
  Record<string, never>,
  TableSpecialization
>({
  slot: 'structure',
  id: 'tricubic',
  version: 1,
  params: {},
  about: {
    equation: 'F² = (Σ w_i(h) w_j(k) w_l(l) F_ijl)²',
    citation: 'nanoBragg, polin3; Press et al., Numerical Recipes, polynomial interpolation',
  },
  inputs: ['h0', 'k0', 'l0', 'dh', 'dk', 'dl'],
  constants: () => ({}),
  formula(m, { h0, k0, l0, dh, dk, dl }, _constants, { table }) {
    const stepwise = m.lookup(table, h0, k0, l0);
    // A thinner box has no position that is two planes away from both of its edges.
    if (table.count.some((count) => count < 2 * MARGIN + 1)) return m.square(stepwise);
    const smooth = m.tricubic(table, [h0, k0, l0], [dh, dk, dl]);
    const outside = m.larger(
      beyond(m, h0, dh, table.min[0], table.count[0]),
      m.larger(beyond(m, k0, dk, table.min[1], table.count[1]), beyond(m, l0, dl, table.min[2], table.count[2])),
    );
    return m.square(m.select(0, outside, stepwise, smooth));
  },
  // The value jumps where the amplitude of the nearest index takes over.
  slope: () => Number.POSITIVE_INFINITY,
});
