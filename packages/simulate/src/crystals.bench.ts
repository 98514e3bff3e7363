import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { bench, describe } from 'vitest';
import { buildPlan } from './plan';

const STILL: Experiment = {
  seed: 7,
  beam: { wavelengthA: 1, fluencePerM2: 1e28 },
  detector: { convention: 'xds', pixelsFast: 1024, pixelsSlow: 1024, pixelMm: 0.2, distanceMm: 200 },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
/** Crystals with cells of their own, which make a plan each. */
const different = (count: number): Experiment => ({
  ...STILL,
  crystals: Array.from({ length: count }, (_, i) => ({
    cell: [78 + i, 78 + i, 37 + i, 90, 90, 90],
    misset: [10 + 7 * i, 20 + 3 * i, 30 + 11 * i] as const,
    cells: [20, 20, 40] as const,
    shape: 'gauss-hkl',
    scale: 1 + i,
  })),
});
/** Experiment of copies of one crystal, whose orientations are in one plan. */
const copies = (count: number): Experiment => ({
  ...STILL,
  crystals: [{ cell: [78, 78, 37], misset: 'random', copies: count, cells: [20, 20, 40], shape: 'gauss-hkl' }],
});

describe('crystals in a still of 1024 x 1024 pixels, one thread', async () => {
  const renderer = async (experiment: Experiment) => {
    const { plan } = await buildPlan(experiment);
    const prepared = await cpuKernel.prepare(plan.fixed, builtinTerms);
    return async () => void (await prepared.run(plan.shot));
  };
  const [one, ten, copied] = [await renderer(different(1)), await renderer(different(10)), await renderer(copies(10))];
  bench('one crystal', one);
  bench('ten with cells of their own', ten);
  bench('ten copies', copied);
});
