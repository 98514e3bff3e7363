import { COMPUTE_STAGE } from './buffers';
import type { GpuLease } from './device';
import type { ImageShader } from './shader';
import { BINDINGS } from './shader-frame';

/** Returns the pipeline of a shader, from the cache of the device if the same text was compiled before. */
export function pipelineOf(
  { device, pipelines }: GpuLease,
  { code, tables }: ImageShader,
): Promise<GPUComputePipeline> {
  return pipelines(code, () => {
    const typeOf = (name: string | undefined): GPUBufferBindingType =>
      name === 'dispatch' ? 'uniform' : name === 'image' ? 'storage' : 'read-only-storage';
    const layout = device.createBindGroupLayout({
      entries: [...BINDINGS, ...tables].map((_, binding) => ({
        binding,
        visibility: COMPUTE_STAGE,
        buffer: { type: typeOf(BINDINGS[binding]) },
      })),
    });
    return device.createComputePipelineAsync({
      layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module: device.createShaderModule({ code }), entryPoint: 'main' },
    });
  });
}
