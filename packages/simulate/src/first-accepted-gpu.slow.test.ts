import type { Experiment } from '@braggsim/experiment';
import { nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { expect, test } from 'vitest';
import { missingGpu } from '../../kernel-gpu/src/testing/missing-gpu';
import { compute, exact } from './agreement.fixture';
import { buildPlan } from './plan';

const problem = await missingGpu();

/** The first source that the limit accepts decides the polarization of a pixel, and sources far apart polarize differently. */
const EXPERIMENT: Experiment = {
  compat: 'nanobragg-c',
  beam: {
    wavelengthA: 1,
    polarization: 0.9,
    divergenceMrad: { horizontal: 100, horizontalSteps: 4, vertical: 80, verticalSteps: 3 },
  },
  detector: { distanceMm: 60, pixelMm: 1.2, pixelsFast: 40, pixelsSlow: 40 },
  crystal: { cell: [60], cells: [5, 5, 5], mosaic: { domains: 3, spreadDeg: 1 } },
  structureFactors: { default: 10 },
  sampling: { oversample: 2, dMinA: 4 },
};
const OF_MAXIMUM = 2e-6;

test.skipIf(problem)('a factor that passes from sample to sample behind a resolution limit', async () => {
  const { plan } = await buildPlan(EXPERIMENT);
  const { images } = await compute(nodeGpuKernel, plan, { precision: 'single' });
  const [expected = new Float64Array()] = await exact(plan);
  const largest = Math.max(...expected);
  const errors = expected.map((x, i) => Math.abs((images[0]?.[i] as number) - x) / largest);
  expect(expected.filter((x) => x === 0).length).toBeGreaterThan(100);
  expect(Math.max(...errors)).toBeLessThan(OF_MAXIMUM);
});
