import { nodeGpu } from '@braggsim/kernel-gpu/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fuzzShaders } from '../../packages/formula/src/testing/shader-fuzz';
import type { GpuLease } from '../../packages/kernel-gpu/src/gpu/device';
import { runShader } from '../../packages/kernel-gpu/src/testing/run-shader';

process.env.BRAGGSIM_SOFTWARE_GPU ??= 'fallback';

let lease: GpuLease;
beforeAll(async () => {
  lease = await nodeGpu.lease();
});
afterAll(() => lease.release());

test('200 random programs as shaders agree with plain numbers', async () => {
  const { wrong, telling } = await fuzzShaders({ first: 1, count: 200 }, async (code, reads, words) => {
    const buffer = await runShader(
      nodeGpu,
      code,
      reads.map((x) => Float32Array.from(x)),
      words,
    );
    return new Float32Array(buffer);
  });
  expect(wrong).toEqual([]);
  expect(telling).toBeGreaterThan(0.5);
});
