import { term } from '@braggsim/core';

/** Decay of the density, in crystal diameters, for which it holds Na Nb Nc cells: the root of 8 pi, to the third. */
const DECAY = (8 * Math.PI) ** (1 / 3);

/** A crystal without an edge: its density falls exponentially from the centre, on ellipsoids of Na x Nb x Nc cells. */
export const ellipsoid = term({
  slot: 'shape',
  id: 'soft-ellipsoid',
  version: 1,
  params: {},
  about: {
    equation: 'F_latt = M / (1 + w rho^2)^2, rho^2 = (Na dh)^2 + (Nb dk)^2 + (Nc dl)^2, M = Na Nb Nc, w = (2 pi / k)^2',
    citation: 'Fourier transform of exp(-k r) with k^3 = 8 pi: Debye et al. (1957), J. Appl. Phys. 28, 679',
  },
  inputs: ['dh', 'dk', 'dl'],
  constants: (_, { crystal: { cells } }) => ({
    peak: (cells[0] * cells[1] * cells[2]) ** 2,
    widths: cells.map((n) => ((2 * Math.PI * n) / DECAY) ** 2),
  }),
  formula: (m, { dh, dk, dl }, { peak, widths }) => {
    const radiusSquared = m.dot(widths, [m.square(dh), m.square(dk), m.square(dl)]);
    return m.ratio(peak, m.square(m.square(m.sum(1, radiusSquared))));
  },
  // d/dr (1 + r^2)^-4 is largest at r = 1/3.
  slope: ({ widths }) => (8 / 3) * 0.9 ** 5 * Math.sqrt(Math.max(...widths)),
});
