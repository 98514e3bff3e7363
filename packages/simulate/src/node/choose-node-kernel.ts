import { isBraggsimError } from '@braggsim/core';
import type { Kernel, Plan } from '@braggsim/core/kernel';
import type { AdapterFacts } from '@braggsim/kernel-gpu';
import { type ChoiceByRate, type ChosenKernel, chooseByRate, rateFor } from '../rates/choose-by-rate';
import { rateFile } from './kernel-rates';
import { nodeKernels } from './kernels';

/** Time of a run by the CPU kernel below which a GPU is not looked for, s: loading and opening it takes a good part of a second. */
const MIN_TIME_TO_LOOK_FOR_GPU_S = 2;
/** Time that opening a GPU and making its shaders may take, s. */
const GPU_START_S = 1;
/** Number of samples for which no machine takes that long. */
const FEW_SAMPLES = 1e8;

/** Opens the GPU for its facts; the device is kept by whoever leases it next. */
async function nodeAdapter(): Promise<Pick<AdapterFacts, 'name' | 'isSoftware'> | undefined> {
  try {
    const { nodeGpu } = await import('@braggsim/kernel-gpu/node');
    const { facts, release } = await nodeGpu.lease();
    await release();
    return facts;
  } catch (error) {
    if (isBraggsimError(error, 'refused', 'usage')) return undefined;
    throw error;
  }
}

/** Returns the rate of a kernel by its calibration on this machine, which is done if it has not been. */
export const keptRate = (kernel: Kernel, adapter?: string): Promise<number> =>
  rateFor(kernel, { rates: rateFile() }, adapter);

/**
 * Chooses the kernel of a run on Node, as `chooseByRate` does. Short runs do not look for a GPU.
 *
 * @throws BraggsimError (`refused`) with the kernel's reasons, (`usage`) for an unknown name
 */
export const chooseNodeKernel = (
  plan: Plan,
  asked = 'auto',
  options: Partial<Pick<ChoiceByRate, 'images' | 'kernels' | 'adapter' | 'rates' | 'rateOf'>> = {},
): Promise<ChosenKernel> =>
  chooseByRate(plan, asked, {
    ...{ kernels: nodeKernels, adapter: nodeAdapter, rates: rateFile() },
    ...{ fewSamples: FEW_SAMPLES, minTimeToLookS: MIN_TIME_TO_LOOK_FOR_GPU_S, startS: GPU_START_S },
    ...options,
  });
