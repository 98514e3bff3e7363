import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { parseHkl } from '@braggsim/reflections';
import { bench, describe } from 'vitest';
import { buildPlan } from './plan';

const STILL: Experiment = {
  beam: { energyEv: 9500, fluencePerM2: 1e28 },
  detector: { distanceMm: 100, pixelMm: 0.2, pixelsFast: 512, pixelsSlow: 512 },
  crystal: { cell: [78, 78, 37], misset: [10, 20, 30], cells: [12, 12, 24], shape: 'gauss-hkl' },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
const lines = (channels: number): Experiment => ({
  ...STILL,
  beam: { fluencePerM2: 1e28, spectrum: { kind: 'gauss', meanEv: 9500, fwhmEv: 20, channels } },
});
/**
 * Rows in the middle of a still of 3840 x 3840 pixels, with 100 channels and 25 domains: 2500 samples a pixel, of which those
 * matter whose spots reach the tile.
 */
const ROWS = 96;
const multiChannel: Experiment = {
  ...lines(100),
  detector: { convention: 'xds', pixelsFast: 3840, pixelsSlow: ROWS, pixelMm: 0.089, distanceMm: 200 },
  crystal: {
    cell: [78.35, 78.35, 37.54],
    misset: [12, 25, 40],
    cells: [40, 40, 80],
    shape: 'gauss-star',
    mosaic: { distribution: 'gauss', spreadDeg: 0.02, domains: 25 },
  },
  sampling: { oversample: 1, spotCutoff: 1e-5 },
};
/** Amplitudes of lysozyme, as far as the work depends on them: a table of that size. */
const reflections = parseHkl(
  new TextEncoder().encode(
    Array.from({ length: 41 * 41 * 21 }, (_, i) => {
      const [h, k, l] = [(i % 41) - 20, (Math.floor(i / 41) % 41) - 20, Math.floor(i / 1681) - 10];
      return `${h} ${k} ${l} ${100 + ((7 * h + 3 * k + 11 * l) ** 2 % 90)}`;
    }).join('\n'),
  ),
);

const renderer = async (experiment: Experiment, inputs = {}) => {
  const { plan } = await buildPlan(experiment, inputs);
  const prepared = await cpuKernel.prepare(plan.fixed, builtinTerms);
  const { pixelsFast = 0, pixelsSlow = 0 } = experiment.detector ?? {};
  const into = { photons: [new Float32Array(pixelsFast * pixelsSlow)] };
  return async () => void (await prepared.run(plan.shot, { into }));
};
/** Times after code is compiled to its last stage, ms. */
const FEW = { warmupTime: 500, time: 1500 };

describe('channels of a spectrum, 512 x 512 pixels, one thread', async () => {
  const [one, hundred] = [await renderer(STILL), await renderer(lines(100))];
  bench('one wavelength', one, FEW);
  bench('100 channels', hundred, FEW);
});

describe('3840 x 96 pixels of a lysozyme still of 100 channels and 25 domains, one thread', async () => {
  const still = await renderer(multiChannel, { reflections });
  bench('2500 samples a pixel', still, FEW);
});
