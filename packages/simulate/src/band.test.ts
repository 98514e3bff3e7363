import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { describe, expect, test } from 'vitest';
import { AS_LINES, band, difference, EXPERIMENT, FEW_PIXELS, imageOf, onCpu, WIDE } from './band.fixture';
import { changed } from './cube.fixture';
import { buildPlan } from './plan';

describe('a band between knots', () => {
  test.each<[string, Experiment]>([
    ['narrow spots', { crystal: { cells: [30, 25, 28] } }],
    ['spots that reach their second neighbours', { crystal: { cells: [3, 4, 3] } }],
    ['the direct beam on the detector', { detector: { originPx: [4, 5] } }],
    ['a resolution limit', { sampling: { dMinA: 3.5 } }],
    ['absorption', { absorption: { thicknessUm: 300, muPerMm: 2 } }],
    [
      'mosaic domains and subpixels',
      { crystal: { mosaic: { spreadDeg: 1, domains: 2 } }, sampling: { oversample: 2 } },
    ],
    ['divergence', { beam: { divergenceMrad: { horizontal: 4, steps: 2 } } }],
  ])('is integrated alike by both kernels: %s', async (_, change) => {
    expect(difference(await onCpu(change), await imageOf(change))).toBeLessThan(1e-6);
  });

  test('narrow against a spot is one wavelength', async () => {
    const narrow = await imageOf({}, band('9799.999,1\n9800.001,1'));
    const one = await imageOf({ ...AS_LINES, crystal: { neighbours: 2 } }, band('9800,1'));
    expect(difference(narrow, one)).toBeLessThan(1e-6);
  });

  test('does not depend on the scale of its densities, nor on knots on a straight line', async () => {
    const image = await imageOf();
    expect(difference(await imageOf({}, band('10200,0\n9300,2\n10100,7\n9800,10')), image)).toBeLessThan(1e-9);
    expect(difference(await imageOf({}, band('9300,0.2\n9400,0.36\n9800,1\n10100,0.7\n10200,0')), image)).toBeLessThan(
      1e-9,
    );
  });

  const many = band(Array.from({ length: 41 }, (_, i) => `${9000 + 30 * i},${1 + Math.sin(i)}`).join('\n'));
  test('of many knots is integrated in pieces', async () => {
    expect(difference(await onCpu({}, many), await imageOf({}, many))).toBeLessThan(1e-6);
  });

  test.each([1, 3])(
    'of many knots in %i segments is absorbed at the mean energy of each node and segment',
    async (segments) => {
      const absorbed: Experiment = {
        ...FEW_PIXELS,
        beam: { spectrum: { ...EXPERIMENT.beam?.spectrum, segments } },
        crystal: { cells: [2, 3, 2] },
        absorption: { thicknessUm: 500, muPerMm: 4 },
      };
      const image = await imageOf(absorbed, many);
      expect(difference(await onCpu(absorbed, many), image)).toBeLessThan(1e-6);
      const { absorption: _, ...clear } = absorbed;
      expect(difference(await imageOf(clear, many), image)).toBeGreaterThan(0.1);
    },
  );
});

test.each<[string, Experiment, SimulationInputs, RegExp]>([
  [
    'a shape without a closed integral',
    { crystal: { shape: 'square' } },
    WIDE,
    /crystal.shape is square.*gauss, gauss-hkl or gauss-star/,
  ],
  ['one knot', {}, band('9500,1'), /band.csv has one line; expected at least two knots/],
  ['equal energies', {}, band('9500,1\n9600,1\n9500,2'), /band.csv: knots 1 and 3 have the same photon energy/],
  ['a very wide band', {}, band('3000,1\n13000,1'), /band.csv: the band reaches over a factor of 4.333/],
  ['neighbours', { crystal: { neighbours: 1 } }, WIDE, /is not computed over a spectrum that is linear/],
  ['a wavelength beside it', { beam: { wavelengthA: 1 } }, WIDE, /beam.wavelengthA and beam.spectrum, found both/],
])('%s is refused', async (_, change, inputs, message) => {
  await expect(buildPlan(changed(EXPERIMENT, change), inputs)).rejects.toThrow(message);
});
