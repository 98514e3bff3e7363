// @ts-check
import { parameters, term } from '@braggsim/core';

const params = parameters({
  stretch: { type: 'number', default: 1, min: 0, exclusiveMin: true, doc: 'length along c, in units of Nc cells' },
  // With the default, the cube root of 8 pi, the crystal contains Na Nb Nc cells.
  decay: {
    type: 'number',
    default: 2.9291837751230463,
    min: 0,
    exclusiveMin: true,
    doc: 'fall of the density per diameter',
  },
});

/** The shape of a crystal without an edge: its density decreases exponentially from the centre, on ellipsoids of Na x Nb x Nc cells. */
export const ellipsoid = term({
  slot: 'shape',
  id: 'soft-ellipsoid',
  version: 2,
  params,
  about: {
    equation:
      'F_latt = M / (1 + w rho^2)^2, rho^2 = (Na dh)^2 + (Nb dk)^2 + (s Nc dl)^2, M = Na Nb Nc s 8 pi/k^3, w = (2 pi / k)^2',
    citation: 'Fourier transform of exp(-k r): Debye et al. (1957), J. Appl. Phys. 28, 679',
  },
  inputs: ['dh', 'dk', 'dl'],
  constants: ({ stretch, decay }, { crystal: { cells } }) => {
    const [k, nc] = [Number(decay), Number(stretch) * cells[2]];
    const volume = (cells[0] * cells[1] * nc * 8 * Math.PI) / k ** 3;
    return { peak: volume ** 2, widths: [cells[0], cells[1], nc].map((n) => ((2 * Math.PI * n) / k) ** 2) };
  },
  formula: (m, { dh, dk, dl }, { peak, widths }) => {
    const radiusSquared = m.dot(widths, [m.square(dh), m.square(dk), m.square(dl)]);
    return m.ratio(peak, m.square(m.square(m.sum(1, radiusSquared))));
  },
  // The slope d/dr (1 + r^2)^-4 is largest at r = 1/3.
  slope: ({ widths }) => (8 / 3) * 0.9 ** 5 * Math.sqrt(Math.max(...widths)),
});
