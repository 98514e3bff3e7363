import { isBraggsimError } from '@braggsim/core';
import type { KernelOptions, Plan, PreparedKernel } from '@braggsim/core/kernel';
import type { GpuLease } from '@braggsim/kernel-gpu';
import { builtinTerms, chooseKernel } from '@braggsim/simulate';

/** A prepared kernel. */
export interface ReadyKernel {
  readonly id: string;
  readonly prepared: PreparedKernel;
  /** Name of the GPU, if it computes on one. */
  readonly adapter?: string;
  /** Reason why `auto` did not choose the GPU kernel. */
  readonly reason?: string;
}

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

async function ready(plan: Plan, asked: string, options: KernelOptions): Promise<ReadyKernel> {
  const kernel = await chooseKernel(plan, asked);
  const adapter = kernel.id === 'gpu' ? (await gpu()).facts.name : undefined;
  const prepared = await kernel.prepare(plan.fixed, builtinTerms, options);
  return { id: kernel.id, prepared, ...(adapter && { adapter }) };
}

/** Prepares the GPU kernel on a hardware GPU, or returns the reason why that is not possible. */
async function onHardware(plan: Plan, options: KernelOptions): Promise<ReadyKernel | string> {
  try {
    const { name, isSoftware } = (await gpu()).facts;
    return isSoftware
      ? `${name} is not a hardware GPU, and the cpu kernel is faster`
      : await ready(plan, 'gpu', options);
  } catch (error) {
    return (isBraggsimError(error) && error.found) || (error instanceof Error ? error.message : String(error));
  }
}

/**
 * Prepares the requested kernel. `auto` chooses the GPU kernel if there is a GPU and it accepts the plan, otherwise the best of
 * the other kernels.
 *
 * @throws BraggsimError (`refused`) when the requested kernel does not accept the plan
 */
export async function readyKernel(plan: Plan, asked: string, options: KernelOptions): Promise<ReadyKernel> {
  if (asked !== 'auto') return ready(plan, asked, options);
  const onGpu = await onHardware(plan, options);
  return typeof onGpu === 'string' ? { ...(await ready(plan, asked, options)), reason: onGpu } : onGpu;
}
