import type { Kernel } from '@braggsim/core/kernel';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { random } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { expectAgreement, margins } from './kernels-agree.fixture';
import { allPairs, coveringRows, pairsOf } from './pairs.fixture';
import { buildPlan } from './plan';
import { randomTrials, smoothTrials } from './random-experiment.fixture';

/** More of them, with every pair of values of two options, run in the slow lane. */
test.each(randomTrials(8))('$name is the same on the reference and the cpu kernel', async (trial) => {
  await expectAgreement(trial);
});

test.each(smoothTrials(4))('$name keeps within the bound of single precision', async (trial) => {
  await expectAgreement(trial);
});

test('a kernel that is off by a little more than is allowed is found out', async () => {
  const [trial] = smoothTrials(1);
  const { plan } = await buildPlan(trial?.experiment ?? {}, trial?.inputs);
  const scaled: Kernel = {
    ...cpuKernel,
    prepare: async (...asked) => {
      const prepared = await cpuKernel.prepare(...asked);
      const run: typeof prepared.run = async (shot) => {
        const { photons = [] } = await prepared.run(shot);
        return { photons: photons.map((image) => image.map((x) => x * (1 + 1e-5))) };
      };
      return { ...prepared, arithmetic: prepared.arithmetic, run };
    },
  };
  const { double, mixed } = await margins(plan, scaled);
  expect(double).toBeGreaterThan(10);
  expect(mixed).toBeGreaterThan(1.5);
});

test('covering rows contain every pair of values', () => {
  const counts = [2, 3, 4, 2, 5];
  const rows = coveringRows(counts, random(1));
  expect(rows.length).toBeLessThan(30);
  expect(new Set(rows.flatMap(pairsOf))).toEqual(allPairs(counts));
});
