import { term } from '@braggsim/core';
import type { Table } from '@braggsim/formula';

/** The position of the table of amplitudes. Its outermost layer holds the default amplitude (`structureGrid`). */
export type TableSpecialization = { readonly table: Table };

/** The squared amplitude of the Miller index nearest to the sample. */
export const nearest = term<'structure', 'h0' | 'k0' | 'l0', Record<string, never>, TableSpecialization>({
  slot: 'structure',
  id: 'nearest',
  version: 1,
  params: {},
  about: { equation: 'F²(h₀ k₀ l₀)', citation: 'nanoBragg, structure factors' },
  inputs: ['h0', 'k0', 'l0'],
  constants: () => ({}),
  formula: (m, { h0, k0, l0 }, _constants, { table }) => m.square(m.lookup(table, h0, k0, l0)),
  jumpsHalfway: true,
  slope: () => 0,
});
