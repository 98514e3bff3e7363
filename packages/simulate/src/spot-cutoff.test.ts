import type { Experiment } from '@braggsim/experiment';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { describe, expect, test } from 'vitest';
import { compute } from './agreement.fixture';
import { buildPlan } from './plan';
import { testSpotCutoff } from './spot-cutoff.fixture';

describe.each([
  ['double', 0],
  ['mixed', 1e-6],
  ['single', 1e-4],
] as const)('the spot cutoff in %s', (precision, rounding) => {
  testSpotCutoff(cpuKernel, { precision }, rounding);
});

test('a region that cuts tiles has the values of the whole image, also where sums are taken in batches', async () => {
  const still: Experiment = {
    beam: { wavelengthA: 1 },
    detector: { distanceMm: 150, pixelMm: 0.2, twoThetaDeg: 12, pixelsFast: 61, pixelsSlow: 45 },
    crystal: {
      cell: [79, 79, 38, 90, 90, 90],
      misset: [10, 20, 30],
      cells: [5, 5, 10],
      shape: 'gauss',
      mosaic: { spreadDeg: 0.2, domains: 300 },
    },
    structureFactors: { default: 100 },
    sampling: { oversample: 1, spotCutoff: 1e-5 },
  };
  const imageOf = async (experiment: Experiment) => {
    const { plan } = await buildPlan(experiment, {});
    return (await compute(cpuKernel, plan, { precision: 'single' })).images[0] as Float32Array;
  };
  const whole = await imageOf(still);
  expect(whole.filter((value) => value > 0).length).toBeGreaterThan(1000);
  for (const roi of [
    [3, 5, 2, 44],
    [20, 58, 10, 13],
    [29, 29, 21, 21],
  ] as const) {
    const part = await imageOf({ ...still, sampling: { ...still.sampling, roi } });
    const [firstFast, lastFast, firstSlow, lastSlow] = roi;
    const expected = whole.map((value, i) => {
      const [slow, fast] = [Math.floor(i / 61), i % 61];
      return fast >= firstFast && fast <= lastFast && slow >= firstSlow && slow <= lastSlow ? value : 0;
    });
    expect(part).toEqual(expected);
  }
});
