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
import { measuredRate } from './measured-rate';

/** Part of the time of the CPU kernel that a run by the GPU may take to be chosen: native code can be twice as fast as what is measured. */
const CLEARLY = 0.4;

/** Rates by what they were measured on. */
export interface RateStore {
  /** Returns the rate of a kernel and its adapter on this machine, with this version of the program. */
  find(kernel: string, adapter?: string): number | undefined;
  keep(kernel: string, adapter: string | undefined, rate: number): void;
}

/** A kernel, and why it was chosen where more than one could be; the reason is that of the kernel in use after it was prepared. */
export interface ChosenKernel {
  readonly kernel: Kernel;
  readonly reason?: string;
}

/** What a choice is made from besides the plan. */
export interface ChoiceByRate {
  readonly kernels: Registry<Kernel>;
  /** Facts of the adapter, or why there is none; undefined where that is of no interest. */
  readonly adapter: () => Promise<Pick<AdapterFacts, 'name' | 'isSoftware'> | string | undefined>;
  readonly rates: RateStore;
  readonly rateOf?: (kernel: Kernel) => Promise<number>;
  /** Number of images; 1 when absent. */
  readonly images?: number;
  /** Number of samples below which a GPU is not looked for. */
  readonly fewSamples: number;
  /** Time by the CPU kernel below which a GPU is not looked for, s; 0 when absent. */
  readonly minTimeToLookS?: number;
  /** Time that the GPU takes besides its samples, s. */
  readonly startS: number;
}

/** Returns the rate of a kernel, measured at the first use on a machine. */
export async function rateFor(
  kernel: Kernel,
  { rates, rateOf = measuredRate }: Pick<ChoiceByRate, 'rates' | 'rateOf'>,
  adapter?: string,
): Promise<number> {
  const known = rates.find(kernel.id, adapter);
  if (known !== undefined) return known;
  const rate = await rateOf(kernel);
  rates.keep(kernel.id, adapter, rate);
  return rate;
}

const million = (rate: number): string => `${Number((rate / 1e6).toPrecision(3))} million samples/s`;

/**
 * Chooses the kernel of a run. `auto` takes the GPU where it is of hardware, accepts the plan, and is clearly faster for all of the
 * images by measured rates; never one that computes on the CPU.
 *
 * @throws BraggsimError (`refused`) with the kernel's reasons, (`usage`) for an unknown name
 */
export async function chooseByRate(
  plan: Plan,
  asked: string,
  { kernels, adapter, rates, rateOf, images = 1, fewSamples, minTimeToLookS = 0, startS }: ChoiceByRate,
): Promise<ChosenKernel> {
  const kernel = await chooseKernel(plan, asked, kernels);
  if (asked !== 'auto' || kernel.id !== 'cpu') return { kernel };
  const pixels = plan.fixed.panels.reduce((sum, panel) => sum + panel.pixelsFast * panel.pixelsSlow, 0);
  const samples = images * pixels * samplesPerPixel(plan);
  if (samples < fewSamples) return { kernel };
  const measured = { rates, ...(rateOf && { rateOf }) };
  if (minTimeToLookS > 0 && samples / (await rateFor(kernel, measured)) < minTimeToLookS) return { kernel };
  const facts = await adapter();
  if (!facts) return { kernel };
  if (typeof facts === 'string') return { kernel, reason: facts };
  if (facts.isSoftware) return { kernel, reason: `${facts.name} computes on the CPU, where the cpu kernel is faster` };
  const gpu = await fromRegistry(kernels, 'gpu', 'kernel');
  const [refused] = gpu.accepts(plan);
  if (refused) return { kernel, reason: `the gpu kernel cannot run this: ${refused}` };
  const rate = await rateFor(kernel, measured);
  const gpuRate = await rateFor(gpu, measured, facts.name);
  const isFaster = startS + samples / gpuRate < (CLEARLY * samples) / rate;
  const reason = `${facts.name}: ${million(gpuRate)}, cpu kernel: ${million(rate)}`;
  return isFaster ? exactEnough(gpu, kernel, reason) : { kernel, reason };
}

/** Returns the GPU kernel where the bound of its error is below the default tolerance of the CPU kernel, which otherwise takes its place. */
function exactEnough(gpu: Kernel, cpu: Kernel, faster: string): ChosenKernel {
  let used = gpu;
  const kernel: Kernel = {
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
  return {
    kernel,
    get reason() {
      return used === gpu ? faster : `${faster}, but the error of the gpu kernel is not known to be small enough here`;
    },
  };
}
