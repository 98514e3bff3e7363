import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { nativeFacts, threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { bench, describe } from 'vitest';
import { nodeKernels } from '../node/kernels';
import { differentiableModel } from './model';

/** Each iteration computes 64 x 64 pixels of 750 samples: divide the time by 3,072,000. */
const EDGE = 64;
const EXPERIMENT: Experiment = {
  beam: { wavelengthA: 1 },
  detector: { distanceMm: 100, pixelMm: 0.1, pixelsFast: EDGE, pixelsSlow: EDGE },
  crystal: {
    cell: [70, 80, 90, 75, 85, 95],
    cells: [5, 5, 5],
    misset: [10, 20, 30],
    mosaic: { spreadDeg: 0.3, domains: 75 },
  },
  scan: { startDeg: 0, widthDeg: 1, phiSteps: 10 },
  structureFactors: { default: 100 },
  sampling: { oversample: 1, kernel: 'cpu' },
};
const SIX = ['turn.x', 'turn.y', 'turn.z', 'crystal.cell.a', 'crystal.cell.b', 'crystal.cell.c'];
const TWENTY = [
  ...SIX,
  'crystal.cell.alpha',
  'crystal.cell.beta',
  'crystal.cell.gamma',
  'crystal.misset.x',
  'crystal.misset.y',
  'crystal.misset.z',
  'detector.distanceMm',
  'detector.twoThetaDeg',
  'detector.rotationDeg.x',
  'detector.rotationDeg.y',
  'detector.rotationDeg.z',
  'detector.beamCentreMm.x',
  'detector.beamCentreMm.y',
  'beam.wavelengthA',
];
const boxes = [{ panel: 0, fast: [0, EDGE], slow: [0, EDGE] }] as const;

const rendererOf = async (precision: 'double' | 'single', native: 'off' | 'require', parameters: readonly string[]) => {
  const kernels = nodeKernels;
  const sampling = { ...EXPERIMENT.sampling, precision, native, threads: 1 };
  const model = await differentiableModel({ ...EXPERIMENT, sampling }, parameters, { kernels });
  const { plan, by } = await model.differentiatedAt(model.start);
  const prepared = await threadedCpuKernel.prepare(plan.fixed, builtinTerms, { precision, native, threads: 1 });
  return {
    image: () => prepared.run(plan.shot),
    derivatives: () => model.differentiator.run({ plan, by, boxes }),
    plan: () => model.differentiatedAt(model.start),
  };
};

const CODES = { off: 'WebAssembly', require: 'native code' } as const;
const withNative = !('reason' in (await nativeFacts()));

describe.each(['double', 'single'] as const)('%s, 64 x 64 pixels, 750 samples, N = 5', async (precision) => {
  for (const native of withNative ? (['off', 'require'] as const) : (['off'] as const)) {
    const [six, twenty] = [await rendererOf(precision, native, SIX), await rendererOf(precision, native, TWENTY)];
    const code = CODES[native];
    bench(`image, ${code}`, async () => void (await six.image()));
    bench(`image and 6 derivatives: 3 rotations, 3 cell edges, ${code}`, async () => void (await six.derivatives()));
    bench(`image and 20 derivatives of geometric parameters, ${code}`, async () => void (await twenty.derivatives()));
    if (native === 'off') bench('derivatives of the plan by 20 parameters', async () => void (await twenty.plan()));
  }
});
