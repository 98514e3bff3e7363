import { expect, test } from 'vitest';
import { missingGpu } from '../../packages/kernel-gpu/src/testing/missing-gpu';
import { fuzzOnGpu } from './shaders';

const problem = await missingGpu();

test.skipIf(problem)('100 random programs as shaders agree with plain numbers', async () => {
  const { wrong, telling } = await fuzzOnGpu(1, 100);
  expect(wrong).toEqual([]);
  expect(telling).toBeGreaterThan(0.5);
});
