import { isBraggsimError } from '@braggsim/core';
import {
  DEFAULT_TOLERANCE,
  fromRegistry,
  type Kernel,
  type Plan,
  type Registry,
  samplesPerPixel,
} from '@braggsim/core/kernel';
import type { AdapterFacts } from '@braggsim/kernel-gpu';
import { chooseKernel } from '../kernels';
import { type RateStore, rateFile, rateKey } from './kernel-rates';
import { nodeKernels } from './kernels';
import { measuredRate } from './measured-rate';

/** Time of a run by the CPU kernel below which a GPU is not looked for, s: loading and opening it takes a good part of a second. */
const WORTH_LOOKING_S = 2;
/** Time that opening a GPU and making its shaders may take, s. */
const GPU_START_S = 1;
/** Number of samples for which no machine takes that long. */
const FEW_SAMPLES = 1e8;
/** Part of the time of the CPU kernel that a run by the GPU may take to be chosen: native code can be twice as fast as what is measured. */
const CLEARLY = 0.4;

/** A kernel, and why it was chosen where more than one could be. */
export interface ChosenKernel {
  readonly kernel: Kernel;
  readonly reason?: string;
}

/** What a choice is made from besides the plan. */
export interface ChoiceOptions {
  /** Number of images. */
  readonly images?: number;
  readonly kernels?: Registry<Kernel>;
  /** Facts of the adapter; undefined where there is none. */
  readonly adapter?: () => Promise<Pick<AdapterFacts, 'name' | 'isSoftware'> | undefined>;
  readonly rates?: RateStore;
  readonly rateOf?: (kernel: Kernel) => Promise<number>;
}

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

/** The rate of a kernel, measured at the first use on a machine. */
async function rateFor(
  kernel: Kernel,
  { rates, rateOf }: Required<Pick<ChoiceOptions, 'rates' | 'rateOf'>>,
  adapter?: string,
): Promise<number> {
  const key = rateKey(kernel.id, adapter);
  const known = rates.find(key);
  if (known !== undefined) return known;
  const rate = await rateOf(kernel);
  rates.keep(key, rate);
  return rate;
}

/** The rate of a kernel by its calibration on this machine, which is done if it has not been. */
export const keptRate = (kernel: Kernel, adapter?: string): Promise<number> =>
  rateFor(kernel, { rates: rateFile(), rateOf: measuredRate }, adapter);

const million = (rate: number): string => `${Number((rate / 1e6).toPrecision(3))} million samples/s`;

/**
 * Chooses the kernel of a run on Node. `auto` takes the GPU where it is of hardware, accepts the plan, and is clearly faster for all of its
 * images by measured rates; never one that computes on the CPU. Short runs do not look for it.
 *
 * @throws BraggsimError (`refused`) with the kernel's reasons, (`usage`) for an unknown name
 */
export async function chooseNodeKernel(
  plan: Plan,
  asked = 'auto',
  {
    images = 1,
    kernels = nodeKernels,
    adapter = nodeAdapter,
    rates = rateFile(),
    rateOf = measuredRate,
  }: ChoiceOptions = {},
): Promise<ChosenKernel> {
  const kernel = await chooseKernel(plan, asked, kernels);
  if (asked !== 'auto' || kernel.id !== 'cpu') return { kernel };
  const pixels = plan.fixed.panels.reduce((sum, panel) => sum + panel.pixelsFast * panel.pixelsSlow, 0);
  const samples = images * pixels * samplesPerPixel(plan);
  if (samples < FEW_SAMPLES) return { kernel };
  const measured = { rates, rateOf };
  const rate = await rateFor(kernel, measured);
  const time = samples / rate;
  if (time < WORTH_LOOKING_S) return { kernel };
  const facts = await adapter();
  if (!facts) return { kernel };
  if (facts.isSoftware) return { kernel, reason: `${facts.name} computes on the CPU, where the cpu kernel is faster` };
  const gpu = await fromRegistry(kernels, 'gpu', 'kernel');
  const [refused] = gpu.accepts(plan);
  if (refused) return { kernel, reason: `the gpu kernel cannot run this: ${refused}` };
  const gpuRate = await rateFor(gpu, measured, facts.name);
  const isFaster = GPU_START_S + samples / gpuRate < CLEARLY * time;
  const reason = `${facts.name}: ${million(gpuRate)}, cpu kernel: ${million(rate)}`;
  return { kernel: isFaster ? exactEnough(gpu, kernel) : kernel, reason };
}

/** The GPU kernel where the bound of its error is below the default tolerance of the CPU kernel, which otherwise takes its place. */
function exactEnough(gpu: Kernel, cpu: Kernel): Kernel {
  let used = gpu;
  return {
    get id() {
      return used.id;
    },
    accepts: (plan) => gpu.accepts(plan),
    async prepare(fixed, terms, options) {
      try {
        return await gpu.prepare(fixed, terms, { tolerance: DEFAULT_TOLERANCE, ...options });
      } catch (error) {
        if (!isBraggsimError(error, 'refused')) throw error;
        used = cpu;
        return cpu.prepare(fixed, terms, options);
      }
    },
  };
}
