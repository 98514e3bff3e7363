import { nodeGpu } from '@braggsim/kernel-gpu/node';
import { expect, test } from 'vitest';
import { fuzzShaders } from '../../packages/formula/src/testing/shader-fuzz';
import { missingGpu } from '../../packages/kernel-gpu/src/testing/missing-gpu';
import { runShader } from '../../packages/kernel-gpu/src/testing/run-shader';

const problem = await missingGpu();

test.skipIf(problem)('200 random programs as shaders agree with plain numbers', async () => {
  // The lease is held throughout, so that the device is opened once.
  const { release } = await nodeGpu.lease();
  const { wrong, telling } = await fuzzShaders({ first: 1, count: 200 }, async (code, reads, words) => {
    const buffer = await runShader(
      nodeGpu,
      code,
      reads.map((x) => Float32Array.from(x)),
      words,
    );
    return new Float32Array(buffer);
  });
  await release();
  expect(wrong).toEqual([]);
  expect(telling).toBeGreaterThan(0.5);
});
