import { nodeGpu } from '@braggsim/kernel-gpu/node';
import { fuzzShaders } from '../../packages/formula/src/testing/shader-fuzz';
import { runShader } from '../../packages/kernel-gpu/src/testing/run-shader';

/** Runs random programs of consecutive seeds as shaders on the GPU of this machine and compares them with plain numbers. */
export async function fuzzOnGpu(first: number, count: number): Promise<Awaited<ReturnType<typeof fuzzShaders>>> {
  // Held throughout, so that the device is opened once.
  const { release } = await nodeGpu.lease();
  try {
    return await fuzzShaders({ first, count }, async (code, reads, words) => {
      const arrays = reads.map((x) => Float32Array.from(x));
      return new Float32Array(await runShader(nodeGpu, code, arrays, words));
    });
  } finally {
    await release();
  }
}
