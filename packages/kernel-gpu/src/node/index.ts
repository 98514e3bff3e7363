import { isBraggsimError } from '@braggsim/core';
import { deviceHolder, type GpuSource } from '../gpu/device';
import { gpuKernelOn } from '../gpu/kernel';
import { enableSoftwareAdapter } from './software-adapter';

/** Set to `fallback` to compute on the CPU where there is no GPU, or to `always`: slow, for tests. */
const VARIABLE = 'BRAGGSIM_SOFTWARE_GPU';

/** The software driver takes seconds to compile the clearing of workgroup memory, which no shader of this package needs. */
const NO_CLEARING = 'enable-dawn-features=disable_workgroup_init';

/** The package `webgpu`, or undefined where it is not installed or does not load on this system. */
async function loadWebGpu(): Promise<typeof import('webgpu') | undefined> {
  try {
    return await import('webgpu');
  } catch {
    return undefined;
  }
}

async function* nodeSources(): AsyncGenerator<GpuSource> {
  const webgpu = await loadWebGpu();
  if (!webgpu) return;
  const software = process.env[VARIABLE];
  if (software !== 'always') yield { gpu: webgpu.create([]) };
  if (software && (await enableSoftwareAdapter())) yield { gpu: webgpu.create([NO_CLEARING]), isSoftware: true };
}

/** The device of this process, by the package `webgpu`. */
export const nodeGpu = deviceHolder(nodeSources);

/** Why there is no GPU here, not even one of software where that is asked for; undefined where there is one. */
export async function gpuProblem(): Promise<string | undefined> {
  try {
    await (await nodeGpu.lease()).release();
    return undefined;
  } catch (error) {
    if (isBraggsimError(error, 'refused')) return error.message;
    throw error;
  }
}

/** The GPU kernel in Node. */
export const nodeGpuKernel = gpuKernelOn(nodeGpu);
