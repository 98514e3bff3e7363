import type { GpuSource } from './device';

/** A source whose device accepts all commands and computes nothing, so that images are zero; for tests. */
export interface NullGpu extends GpuSource {
  /** The operations in their order: `open`, `write <bytes>`, `dispatch <workgroups>`, `destroy`. */
  readonly log: string[];
  /** Reports an error on the open device, such as exhausted memory. */
  fail(message: string): void;
  /** Reports the loss of the open device, as a driver does. */
  lose(message: string): void;
}

interface Loss {
  readonly reason: string;
  readonly message: string;
}

const LIMITS = { maxStorageBufferBindingSize: 2 ** 27, maxBufferSize: 2 ** 28, maxStorageBuffersPerShaderStage: 8 };

/**
 * Creates a source without hardware.
 *
 * @param limits limits of its adapter, in place of those that WebGPU guarantees
 */
export function nullGpu(limits: Partial<typeof LIMITS> = {}): NullGpu {
  const log: string[] = [];
  const nothing = () => undefined;
  let [fail, lose] = [nothing as NullGpu['fail'], nothing as NullGpu['lose']];
  const openDevice = () => {
    log.push('open');
    let end = nothing as (info: Loss) => void;
    let isLost = false;
    const lost = new Promise<Loss>((resolve) => {
      end = (info) => {
        isLost = true;
        resolve(info);
      };
    });
    fail = (message) => device.onuncapturederror?.({ error: { message } });
    lose = (message) => end({ reason: 'unknown', message });
    const pass = {
      setPipeline: nothing,
      setBindGroup: nothing,
      dispatchWorkgroups: (count: number) => void log.push(`dispatch ${count}`),
      end: nothing,
    };
    const device = {
      onuncapturederror: undefined as ((event: { error: { message: string } }) => void) | undefined,
      lost,
      destroy: () => {
        log.push('destroy');
        end({ reason: 'destroyed', message: '' });
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
        const mapAsync = async () => {
          if (isLost) throw new Error('AbortError');
        };
        return { size, usage, mapAsync, getMappedRange, unmap: nothing, destroy: nothing };
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
    return device;
  };
  const adapter = {
    limits: { ...LIMITS, ...limits },
    info: { description: 'null device' },
    requestDevice: async () => openDevice(),
  };
  const gpu = { requestAdapter: async () => adapter };
  return {
    gpu: gpu as unknown as GpuSource['gpu'],
    log,
    fail: (message) => fail(message),
    lose: (message) => lose(message),
  };
}
