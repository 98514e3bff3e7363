import { isBraggsimError } from '@braggsim/core';
import type { KernelOptions, Plan, PreparedKernel } from '@braggsim/core/kernel';
import type { GpuLease } from '@braggsim/kernel-gpu';
import { builtinKernels, builtinTerms } from '@braggsim/simulate';
import { chooseByRate, type RateStore } from '@braggsim/simulate/rates';

/** A prepared kernel. */
export interface ReadyKernel {
  readonly id: string;
  readonly prepared: PreparedKernel;
  /** Name of the GPU, if it computes on one. */
  readonly adapter?: string;
  /** Why `auto` chose it: the rates that were measured, or why the GPU is not used. */
  readonly reason?: string;
}

/** Number of samples of a picture below which a GPU is not looked for: those of a preview take the time of opening one. */
const FEW_SAMPLES = 2e6;
/** Time that a picture takes on a GPU besides its samples, s. */
const GPU_START_S = 0.01;

let lease: Promise<GpuLease> | undefined;

async function openGpu(): Promise<GpuLease> {
  const { browserGpu } = await import('@braggsim/kernel-gpu/browser');
  const opened = await browserGpu.lease();
  // A lost device is released, so that the next image opens another.
  void opened.device.lost.then(() => {
    lease = undefined;
    // The errors of a lost device are of no interest here.
    return opened.release().catch(() => {});
  });
  return opened;
}

/** Opens the GPU of this page, which is kept as long as the page exists. */
const gpu = (): Promise<GpuLease> => {
  lease ??= openGpu().catch((error: unknown) => {
    // The failure may be temporary, so the next image tries again.
    lease = undefined;
    throw error;
  });
  return lease;
};

/** Returns the adapter of this page, or why it has none. */
async function adapter(): Promise<GpuLease['facts'] | string> {
  try {
    return (await gpu()).facts;
  } catch (error) {
    return (isBraggsimError(error) && error.found) || (error instanceof Error ? error.message : String(error));
  }
}

/**
 * Prepares the requested kernel. `auto` takes the GPU kernel where it is clearly faster by measured rates, on an adapter of hardware, and accepts the
 * plan; otherwise the best of the other kernels.
 *
 * @throws BraggsimError (`refused`) when the requested kernel does not accept the plan
 */
export async function readyKernel(
  plan: Plan,
  asked: string,
  options: KernelOptions,
  rates: RateStore,
): Promise<ReadyKernel> {
  const chosen = await chooseByRate(plan, asked, {
    ...{ kernels: builtinKernels, adapter, rates },
    ...{ fewSamples: FEW_SAMPLES, startS: GPU_START_S },
  });
  const { kernel } = chosen;
  if (kernel.id === 'gpu') await gpu();
  const prepared = await kernel.prepare(plan.fixed, builtinTerms, options);
  const name = kernel.id === 'gpu' ? (await gpu()).facts.name : undefined;
  return {
    id: kernel.id,
    prepared,
    ...(name && { adapter: name }),
    ...(chosen.reason && { reason: chosen.reason }),
  };
}
