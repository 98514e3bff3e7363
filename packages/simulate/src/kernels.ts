import { refusal } from '@braggsim/core';
import { fromRegistry, type Kernel, type KernelOptions, type Plan, type Registry } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';

/** Kernels by name, loaded when they are first used. */
export const builtinKernels: Registry<Kernel> = new Map([
  ['cpu', async () => (await import('@braggsim/kernel-cpu')).cpuKernel],
  ['gpu', async () => (await import('@braggsim/kernel-gpu/browser')).browserGpuKernel],
  ['reference', async () => (await import('@braggsim/kernel-cpu')).referenceKernel],
]);

/** Kernels that `auto` may choose, best first. */
const PREFERRED = ['cpu', 'reference'];

/**
 * Finds the requested kernel, or for `auto` the first one that can compute the plan.
 *
 * @throws BraggsimError (`refused`) with the kernel's reasons, (`usage`) for an unknown name
 */
export async function chooseKernel(
  plan: Plan,
  asked = 'auto',
  kernels: Registry<Kernel> = builtinKernels,
): Promise<Kernel> {
  const reasons: string[] = [];
  for (const id of asked === 'auto' ? PREFERRED : [asked]) {
    const kernel = await fromRegistry(kernels, id, 'kernel');
    const refused = kernel.accepts(plan);
    if (refused.length === 0) return kernel;
    reasons.push(`kernel '${id}' cannot run this: ${refused.join('; ')}`);
  }
  throw refusal(reasons.join('\n'));
}

/** Returns the options of a kernel that an experiment requests. */
export const kernelOptions = ({ sampling = {} }: Experiment): KernelOptions => {
  const { precision, tolerance, threads, native, vectorBits } = sampling;
  return {
    ...(precision !== undefined && { precision }),
    ...(tolerance !== undefined && { tolerance }),
    ...(threads !== undefined && { threads }),
    ...(native !== undefined && { native }),
    ...(vectorBits !== undefined && { vectorBits }),
  };
};
