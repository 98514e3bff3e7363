import { isBraggsimError, type KernelOptions, type Plan, type PreparedKernel } from '@braggsim/core';
import type { GpuLease } from '@braggsim/kernel-gpu';
import { builtinTerms, chooseKernel } from '@braggsim/simulate';

/** A kernel, ready to compute. */
export interface ReadyKernel {
  readonly id: string;
  readonly prepared: PreparedKernel;
  /** The GPU that it computes on. */
  readonly adapter?: string;
  /** Why it is not the GPU's kernel, where nobody asked for another. */
  readonly reason?: string;
}

let lease: Promise<GpuLease> | undefined;

async function openGpu(): Promise<GpuLease> {
  const { browserGpu } = await import('@braggsim/kernel-gpu/browser');
  const opened = await browserGpu.lease();
  // A lost device is given back, so that the next image opens another.
  void opened.device.lost.then(() => {
    lease = undefined;
    // It is gone already.
    return opened.release().catch(() => {});
  });
  return opened;
}

/** The GPU of this page, held as long as the page is there. */
const gpu = (): Promise<GpuLease> => {
  lease ??= openGpu().catch((error: unknown) => {
    // Browsers may refuse for a moment.
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

/** The kernel of a GPU of hardware, or why it is not to be had. */
async function onHardware(plan: Plan, options: KernelOptions): Promise<ReadyKernel | string> {
  try {
    const { name, isSoftware } = (await gpu()).facts;
    return isSoftware ? `${name} is no hardware, and the cpu kernel is faster` : await ready(plan, 'gpu', options);
  } catch (error) {
    return (isBraggsimError(error) && error.found) || (error instanceof Error ? error.message : String(error));
  }
}

/**
 * The kernel asked for; for `auto` that of a GPU where there is one that takes the plan, else the best of the others.
 *
 * @throws BraggsimError (`refused`) when the one asked for does not take it
 */
export async function readyKernel(plan: Plan, asked: string, options: KernelOptions): Promise<ReadyKernel> {
  if (asked !== 'auto') return ready(plan, asked, options);
  const found = await onHardware(plan, options);
  return typeof found === 'string' ? { ...(await ready(plan, asked, options)), reason: found } : found;
}
