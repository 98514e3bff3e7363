/// <reference types="@webgpu/types" />
import { refusal } from '@braggsim/core';

/** What finds adapters: `navigator.gpu`, or that of a package for Node. */
export interface GpuSource {
  readonly gpu: Pick<GPU, 'requestAdapter'>;
  /** Said of adapters that are no hardware. */
  readonly isSoftware?: boolean;
}

/** Why a place has no adapters at all. */
export interface NoSource {
  readonly problem: string;
}

/** What is to be known of the adapter in use. */
export interface AdapterFacts {
  readonly name: string;
  /** Whether it computes on the CPU. */
  readonly isSoftware: boolean;
  readonly maxBindingBytes: number;
  readonly maxBufferBytes: number;
  readonly maxStorageBuffers: number;
}

/** A device in use. */
export interface GpuLease {
  readonly device: GPUDevice;
  readonly facts: AdapterFacts;
  /** Pipelines by the text of their shaders. */
  readonly pipelines: Map<string, Promise<GPUComputePipeline>>;
  /** What has gone wrong on the device so far: it goes on after most errors, with images that are not what they should be. */
  readonly problems: readonly string[];
  /** The last one to give it back ends the device. */
  release(): Promise<void>;
}

export interface DeviceHolder {
  /** @throws BraggsimError (`refused`) when there is no adapter, saying what was tried */
  lease(): Promise<GpuLease>;
}

interface Held extends Omit<GpuLease, 'release'> {
  /** Kept as long as the device: in Node, losing it ends in a crash or a hang. */
  readonly source: GpuSource;
}

const nameOf = ({ description, vendor, architecture, device }: GPUAdapterInfo): string =>
  description || [vendor, architecture, device].filter(Boolean).join(' ') || 'unnamed adapter';

/** How the problem begins after which nothing works. */
export const LOST = 'it was lost';

/** A list that grows with what goes wrong. */
function problemsOf(device: GPUDevice): string[] {
  const problems: string[] = [];
  device.onuncapturederror = ({ error }) => void problems.push(error.message);
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') problems.push(message ? `${LOST}: ${message}` : LOST);
  });
  return problems;
}

async function open(sources: AsyncIterable<GpuSource | NoSource>): Promise<Held> {
  const problems: string[] = [];
  for await (const source of sources) {
    if ('problem' in source) {
      problems.push(source.problem);
      continue;
    }
    const adapter = await source.gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) {
      problems.push(source.isSoftware ? 'the software adapter does not start' : 'the system has no GPU adapter');
      continue;
    }
    const { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage } = adapter.limits;
    const requiredLimits = { maxStorageBufferBindingSize, maxBufferSize, maxStorageBuffersPerShaderStage };
    const device = await adapter.requestDevice({ requiredLimits }).catch((error: unknown) => {
      problems.push(`${nameOf(adapter.info)} opens no device: ${error}`);
    });
    if (!device) continue;
    const facts: AdapterFacts = {
      name: nameOf(adapter.info),
      isSoftware: source.isSoftware ?? adapter.info.isFallbackAdapter ?? false,
      maxBindingBytes: maxStorageBufferBindingSize,
      maxBufferBytes: maxBufferSize,
      maxStorageBuffers: maxStorageBuffersPerShaderStage,
    };
    return { source, device, facts, pipelines: new Map(), problems: problemsOf(device) };
  }
  const found = problems.join('; ');
  throw refusal({
    message: `there is no GPU to compute on (${found}); use the cpu kernel`,
    expected: 'a WebGPU adapter',
    found,
    remedy: 'use the cpu kernel',
  });
}

/**
 * One device for all who ask at a time. It is opened for the first, and ended when the last has given it back, so that
 * a process neither hangs nor crashes at its end.
 *
 * @param findSources where adapters may be found, best first; each is looked at only when those before it had none
 */
export function deviceHolder(findSources: () => AsyncIterable<GpuSource | NoSource>): DeviceHolder {
  let users = 0;
  let held: Promise<Held> | undefined;
  return {
    lease: async () => {
      users++;
      held ??= open(findSources());
      const current = held;
      let isMine = true;
      const release = async (): Promise<void> => {
        if (!isMine) return;
        isMine = false;
        users--;
        if (users > 0) return;
        held = undefined;
        const { device } = await current;
        // A device that is lost has nothing more to end.
        await device.queue.onSubmittedWorkDone().catch(() => {});
        device.destroy();
        await device.lost;
      };
      try {
        const { device, facts, pipelines, problems } = await current;
        return { device, facts, pipelines, problems, release };
      } catch (error) {
        users--;
        if (users === 0) held = undefined;
        throw error;
      }
    },
  };
}
