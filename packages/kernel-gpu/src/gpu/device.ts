/// <reference types="@webgpu/types" />
import { refusal } from '@braggsim/core';
import { type CodeCache, codeCache } from '@braggsim/sample-loop';

/** A source of adapters: `navigator.gpu`, or the equivalent of a package for Node. */
export interface GpuSource {
  readonly gpu: Pick<GPU, 'requestAdapter'>;
  /** Whether its adapters compute on the CPU; when absent, the adapter states it. */
  readonly isSoftware?: boolean;
}

/** A source that is not available. */
export interface NoSource {
  /** The reason why there is no device, for messages. */
  readonly problem: string;
}

/** Properties of the adapter in use. */
export interface AdapterFacts {
  readonly name: string;
  /** Whether it computes on the CPU. */
  readonly isSoftware: boolean;
  readonly maxBindingBytes: number;
  readonly maxBufferBytes: number;
  readonly maxStorageBuffers: number;
}

/** Use of a device until it is released. */
export interface GpuLease {
  readonly device: GPUDevice;
  readonly facts: AdapterFacts;
  /** Compiled pipelines, by the text of their shaders. */
  readonly pipelines: CodeCache<Promise<GPUComputePipeline>>;
  /** Messages of the errors on the device so far. It continues after most errors, with wrong images. */
  readonly problems: readonly string[];
  /** Ends the use; the device is destroyed after the last user has released it. */
  release(): Promise<void>;
}

/** Owner of a device that several users share. */
export interface DeviceHolder {
  /**
   * Opens the device for the first user, and shares it with later ones.
   *
   * @throws BraggsimError (`refused`) when there is no adapter, with the sources that were tried
   */
  lease(): Promise<GpuLease>;
}

/** An open device with its adapter and source. */
interface OpenDevice extends Omit<GpuLease, 'release'> {
  /** Kept as long as the device: in Node, its collection as garbage leads to a crash or a hang. */
  readonly source: GpuSource;
}

const nameOf = ({ description, vendor, architecture, device }: GPUAdapterInfo): string =>
  description || [vendor, architecture, device].filter(Boolean).join(' ') || 'unnamed adapter';

/** Beginning of the message of a lost device, after which every operation fails. */
export const LOST = 'it was lost';

/** Creates a list to which the errors of a device are added as they occur. */
function problemsOf(device: GPUDevice): string[] {
  const problems: string[] = [];
  device.onuncapturederror = ({ error }) => void problems.push(error.message);
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') problems.push(message ? `${LOST}: ${message}` : LOST);
  });
  return problems;
}

/**
 * Opens a device on the first source that has an adapter.
 *
 * @throws BraggsimError (`refused`) when there is none
 */
async function openDevice(sources: AsyncIterable<GpuSource | NoSource>): Promise<OpenDevice> {
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
      problems.push(`${nameOf(adapter.info)} cannot open a device: ${error}`);
    });
    if (!device) continue;
    const facts: AdapterFacts = {
      name: nameOf(adapter.info),
      isSoftware: source.isSoftware ?? adapter.info.isFallbackAdapter ?? false,
      maxBindingBytes: maxStorageBufferBindingSize,
      maxBufferBytes: maxBufferSize,
      maxStorageBuffers: maxStorageBuffersPerShaderStage,
    };
    return { source, device, facts, pipelines: codeCache(), problems: problemsOf(device) };
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
 * Creates the owner of a device that all its users share. The device is opened for the first user and destroyed after the
 * last one has released it, so that a process neither hangs nor crashes at its end.
 *
 * @param findSources lists the sources of adapters, best first; each is tried only when those before it have no adapter
 */
export function deviceHolder(findSources: () => AsyncIterable<GpuSource | NoSource>): DeviceHolder {
  let users = 0;
  let held: Promise<OpenDevice> | undefined;
  return {
    lease: async () => {
      users++;
      held ??= openDevice(findSources());
      const current = held;
      let isInUse = true;
      const release = async (): Promise<void> => {
        if (!isInUse) return;
        isInUse = false;
        users--;
        if (users > 0) return;
        held = undefined;
        const { device } = await current;
        // The error of a lost device is of no interest here.
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
