import { term } from '@braggsim/core';

/** The same squared amplitude for every index; no table is needed. */
export const uniform = term<'structure', never, { readonly amplitude: number }>({
  slot: 'structure',
  id: 'uniform',
  version: 1,
  params: {
    amplitude: { type: 'number', unit: 'electrons', default: 0, doc: 'structure amplitude of every reflection' },
  },
  about: { equation: 'F²', citation: 'nanoBragg, default_F' },
  inputs: [],
  constants: ({ amplitude }) => ({ amplitude: amplitude as number }),
  formula: (m, _inputs, { amplitude }) => m.square(amplitude),
  slope: () => 0,
});
