import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { parseSpectrum } from '@braggsim/sources';
import { bench, describe } from 'vitest';
import { buildPlan } from './plan';

const EXPERIMENT: Experiment = {
  detector: { distanceMm: 100, pixelMm: 0.2, pixelsFast: 512, pixelsSlow: 512 },
  crystal: { cell: [40, 45, 60, 90, 90, 90], misset: [10, 20, 30], cells: [20, 20, 20], shape: 'gauss-hkl' },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
/** A band 5 % wide with edges. */
const BAND = 'energyEv,weight\n9262,0\n9300,1\n9700,1\n9738,0\n';

const prepared = async (beam: NonNullable<Experiment['beam']>, precision: 'auto' | 'double') => {
  const inputs = { spectrum: parseSpectrum(BAND, 'band.csv') };
  const { plan } = await buildPlan({ ...EXPERIMENT, beam }, beam.spectrum ? inputs : {});
  const kernel = await cpuKernel.prepare(plan.fixed, builtinTerms, { precision });
  const into = { photons: [new Float32Array(512 ** 2)] };
  return () => kernel.run(plan.shot, { into });
};

/** Time for which code is compiled to its last stage, and then measured, ms. */
const ENOUGH = { warmupTime: 1000, time: 2500 };
const mono = { energyEv: 9500 };
const CASES = {
  'one wavelength': await prepared(mono, 'auto'),
  'one wavelength in double precision': await prepared(mono, 'double'),
  'a band of 5 %': await prepared({ spectrum: { file: 'band.csv', between: 'linear' } }, 'auto'),
};
for (const run of Object.values(CASES)) await run();

describe('an image of a pink beam, 512 x 512 pixels', () => {
  for (const [name, run] of Object.entries(CASES)) bench(name, async () => void (await run()), ENOUGH);
});
