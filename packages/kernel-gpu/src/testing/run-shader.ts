import { bufferPool, COMPUTE_STAGE, MAP_READ, USAGE } from '../gpu/buffers';
import type { DeviceHolder } from '../gpu/device';

/** Contents of a buffer that a test shader reads. */
type Data = Float32Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/**
 * Runs a shader with read-only buffers at bindings 0, 1, … and one that it writes at the next binding.
 *
 * @returns the 32-bit words that it wrote
 *
 * @throws Error with the compiler's message for a shader that does not compile
 */
export async function runShader(
  holder: DeviceHolder,
  code: string,
  reads: readonly Data[],
  words: number,
  workgroups = 1,
): Promise<ArrayBuffer> {
  const { device, release } = await holder.lease();
  const pool = bufferPool(device);
  const buffers = pool.acquire();
  try {
    const target = buffers.make(4 * words, USAGE.storage | USAGE.copySource);
    const staging = buffers.make(4 * words, USAGE.mapRead | USAGE.copyTarget);
    const bound = [...reads.map(buffers.filled), target];
    const layout = device.createBindGroupLayout({
      entries: bound.map((buffer, binding) => ({
        binding,
        visibility: COMPUTE_STAGE,
        buffer: { type: buffer === target ? 'storage' : 'read-only-storage' },
      })),
    });
    const pipeline = await device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
    });
    const entries = bound.map((buffer, binding) => ({ binding, resource: { buffer } }));
    const commands = device.createCommandEncoder();
    const pass = commands.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
    pass.dispatchWorkgroups(workgroups);
    pass.end();
    commands.copyBufferToBuffer(target, 0, staging, 0, 4 * words);
    device.queue.submit([commands.finish()]);
    await staging.mapAsync(MAP_READ);
    return staging.getMappedRange(0, 4 * words).slice(0);
  } finally {
    pool.destroy();
    await release();
  }
}
