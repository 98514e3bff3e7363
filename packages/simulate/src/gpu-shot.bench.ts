import type { Experiment } from '@braggsim/experiment';
import { builtinTerms } from '@braggsim/experiment';
import { deviceHolder, gpuKernelOn, nullGpu } from '@braggsim/kernel-gpu';
import { bench, describe } from 'vitest';
import { buildPlan } from './plan';

/** A device that computes nothing: what is left is this thread's part of a shot. */
const kernel = gpuKernelOn(
  deviceHolder(async function* () {
    yield nullGpu({ maxStorageBufferBindingSize: 2 ** 30 });
  }),
);

const BASE: Experiment = {
  detector: { distanceMm: 100, pixelMm: 0.1, pixelsFast: 1024, pixelsSlow: 1024 },
  beam: { wavelengthA: 1 },
  crystal: { cell: [100], cells: [5, 5, 5] },
  structureFactors: { default: 10 },
  sampling: { oversample: 1 },
};
const CASES: Readonly<Record<string, Experiment>> = {
  '1 step': BASE,
  '750 orientations': { ...BASE, crystal: { ...BASE.crystal, mosaic: { domains: 750, spreadDeg: 0.5 } } },
  '4 x 4 places, 20 sources': {
    ...BASE,
    beam: { wavelengthA: 1, dispersionPercent: 1, dispersionSteps: 20 },
    sampling: { oversample: 4 },
  },
};

const ready = await Promise.all(
  Object.entries(CASES).map(async ([name, experiment]) => {
    const { plan } = await buildPlan(experiment);
    const prepared = await kernel.prepare(plan.fixed, builtinTerms);
    await prepared.run(plan.shot);
    return { name, prepared, shot: plan.shot, into: { photons: [new Float32Array(1024 ** 2)] } };
  }),
);

describe('host part of a shot on the GPU, 1024 x 1024 pixels', () => {
  for (const { name, prepared, shot, into } of ready) {
    let turn = 1;
    bench(name, async () => {
      turn += 1e-6;
      await prepared.run({ ...shot, orientations: shot.orientations.map((x) => x * turn) }, { into });
    });
  }
});
