import type { GpuSource } from './device';

/** A device without hardware: it takes everything and computes nothing, so that images are zero. */
export interface NullGpu extends GpuSource {
  /** What was asked of it, in order: `open`, `write <bytes>`, `dispatch <workgroups>`, `destroy`. */
  readonly log: string[];
}

const LIMITS = { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28, maxStorageBuffersPerShaderStage: 8 };

/** @param limits in place of those that WebGPU guarantees */
export function nullGpu(limits: Partial<typeof LIMITS> = {}): NullGpu {
  const log: string[] = [];
  const nothing = () => undefined;
  const openDevice = () => {
    log.push('open');
    let end = nothing as (info: { reason: string }) => void;
    const lost = new Promise((resolve) => {
      end = resolve;
    });
    const pass = {
      setPipeline: nothing,
      setBindGroup: nothing,
      dispatchWorkgroups: (count: number) => void log.push(`dispatch ${count}`),
      end: nothing,
    };
    return {
      lost,
      destroy: () => {
        log.push('destroy');
        end({ reason: 'destroyed' });
      },
      queue: {
        onSubmittedWorkDone: async () => {},
        submit: nothing,
        writeBuffer: (_: unknown, __: number, data: ArrayBufferView) => void log.push(`write ${data.byteLength}`),
      },
      createBuffer: ({ size, usage }: { size: number; usage: number }) => {
        let mapped: ArrayBuffer | undefined;
        const getMappedRange = (start = 0, bytes = size - start) => {
          if (mapped?.byteLength !== bytes) mapped = new ArrayBuffer(bytes);
          return mapped;
        };
        return { size, usage, mapAsync: async () => {}, getMappedRange, unmap: nothing, destroy: nothing };
      },
      createBindGroupLayout: nothing,
      createPipelineLayout: nothing,
      createShaderModule: nothing,
      createComputePipelineAsync: async () => ({ getBindGroupLayout: nothing }),
      createBindGroup: nothing,
      createCommandEncoder: () => ({
        beginComputePass: () => pass,
        clearBuffer: nothing,
        copyBufferToBuffer: nothing,
        finish: nothing,
      }),
    };
  };
  const adapter = {
    limits: { ...LIMITS, ...limits },
    info: { description: 'null device' },
    requestDevice: async () => openDevice(),
  };
  const gpu = { requestAdapter: async () => adapter };
  return { gpu: gpu as unknown as GpuSource['gpu'], log };
}
