/**
 * The GPU kernel on Node, by the optional package webgpu.
 *
 * @module
 * @example
 * ```ts
 * import { nodeGpuKernel } from '@braggsim/kernel-gpu/node';
 *
 * console.log(nodeGpuKernel.id); // gpu
 * ```
 */
import { isBraggsimError, usageError } from '@braggsim/core';
import { deviceHolder, type GpuSource, type NoSource } from '../gpu/device';
import { gpuKernelOn } from '../gpu/kernel';

export { unpackChromium } from './packed-chromium';

import { enableSoftwareAdapter } from './software-adapter';

/** Environment variable that allows a software adapter: `fallback` where there is no GPU, or `always`. It is slow, for tests. */
const VARIABLE = 'BRAGGSIM_SOFTWARE_GPU';

/** Option of the software driver, which takes seconds to compile the clearing of workgroup memory; no shader of this package needs it. */
const NO_CLEARING = 'enable-dawn-features=disable_workgroup_init';

/** Loads the optional package `webgpu`, or returns the reason why it is not available. */
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

/**
 * Reads the environment variable.
 *
 * @throws BraggsimError (`usage`) for an unknown value
 */
function softwareWanted(): 'fallback' | 'always' | undefined {
  const value = process.env[VARIABLE] || undefined;
  if (value === undefined || value === 'fallback' || value === 'always') return value;
  throw usageError(`${VARIABLE} must be fallback or always, found '${value}'`);
}

/** Lists the sources of adapters in Node. */
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
    yield {
      problem:
        'the package @sparticuz/chromium, which has the software adapter, is not installed or does not support this system',
    };
}

/** Holder of the device of this process, from the package `webgpu`. */
export const nodeGpu = deviceHolder(nodeSources);

/** Returns the reason why no adapter is available, including an allowed software adapter; undefined if there is one. */
export async function gpuProblem(): Promise<string | undefined> {
  try {
    await (await nodeGpu.lease()).release();
    return undefined;
  } catch (error) {
    if (isBraggsimError(error, 'refused')) return error.message;
    throw error;
  }
}

/** The GPU kernel for Node. */
export const nodeGpuKernel = gpuKernelOn(nodeGpu);
