import { cpuKernel } from '@braggsim/kernel-cpu';
import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { describe, expect, test } from 'vitest';
import { describeKernel } from './suites';
import { tinySum, tinyTerms } from './tiny';

describe('on the calling thread', () => describeKernel(() => cpuKernel));
describe('on worker threads', () => describeKernel(() => threadedCpuKernel));

test('three worker threads add a sum of plans as one does, each with its tables', async () => {
  const { plan } = tinySum(16);
  const imageOf = async (kernel: typeof cpuKernel, threads: number) => {
    const prepared = await kernel.prepare(plan.fixed, tinyTerms, { threads });
    const images = [await prepared.run(plan.shot), await prepared.run(plan.shot)].map(({ photons }) => photons?.[0]);
    const used = prepared.arithmetic.threads;
    await prepared.close();
    expect(images[1]).toStrictEqual(images[0]);
    return { image: images[0], used };
  };
  const { image, used } = await imageOf(threadedCpuKernel, 3);
  expect(used).toBe(3);
  expect(image).toStrictEqual((await imageOf(cpuKernel, 1)).image);
});
