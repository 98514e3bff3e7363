import { isBraggsimError, usageError } from '@braggsim/core';
import { deviceHolder, type GpuSource, type NoSource } from '../gpu/device';
import { gpuKernelOn } from '../gpu/kernel';

export { unpackChromium } from './packed-chromium';

import { enableSoftwareAdapter } from './software-adapter';

/** Set to `fallback` to compute on the CPU where there is no GPU, or to `always`: slow, for tests. */
const VARIABLE = 'BRAGGSIM_SOFTWARE_GPU';

/** The software driver takes seconds to compile the clearing of workgroup memory, which no shader of this package needs. */
const NO_CLEARING = 'enable-dawn-features=disable_workgroup_init';

/** The optional package `webgpu`, or why it is not there. */
async function loadWebGpu(): Promise<typeof import('webgpu') | NoSource> {
  try {
    return await import('webgpu');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    return {
      problem: isMissing
        ? 'the optional package webgpu is not installed'
        : `the package webgpu does not load on this system: ${message.split('\n')[0]}`,
    };
  }
}

/** @throws BraggsimError (`usage`) for a value that means nothing */
function softwareWanted(): 'fallback' | 'always' | undefined {
  const value = process.env[VARIABLE] || undefined;
  if (value === undefined || value === 'fallback' || value === 'always') return value;
  throw usageError(`${VARIABLE} must be fallback or always, not '${value}'`);
}

async function* nodeSources(): AsyncGenerator<GpuSource | NoSource> {
  const software = softwareWanted();
  const webgpu = await loadWebGpu();
  if ('problem' in webgpu) {
    yield webgpu;
    return;
  }
  if (software !== 'always') yield { gpu: webgpu.create([]) };
  if (!software) return;
  if (await enableSoftwareAdapter()) yield { gpu: webgpu.create([NO_CLEARING]), isSoftware: true };
  else
    yield { problem: '@sparticuz/chromium, which has the software adapter, is not installed or not for this system' };
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
