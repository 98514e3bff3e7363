import { availableParallelism } from 'node:os';
import { isBraggsimError } from '@braggsim/core';
import { type Kernel, type KernelOptions, samplesPerPixel } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';
import { builtinTerms, type Experiment } from '@braggsim/experiment';
import type { AdapterFacts } from '@braggsim/kernel-gpu';
import { buildPlan } from '../plan';
import { keptRate } from './choose-node-kernel';
import { nodeKernels } from './kernels';

/** The experiment that measures speed: a still image, with mosaic domains of a small crystal. */
const PROBE: Experiment = {
  beam: { wavelengthA: 1 },
  detector: { distanceMm: 100, pixelMm: 0.1, pixelsFast: 256, pixelsSlow: 256 },
  crystal: { cell: [100], cells: [5, 5, 5], mosaic: { domains: 50, spreadDeg: 1 } },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
const SECOND_MS = 1000;
/** Longest time of the measurement (ms), besides its first image, which warms up. */
const PROBE_MS = 500;

/** Speed of a kernel. */
export interface KernelSpeed {
  readonly samplesPerSecond: number;
  readonly precision: string;
}

/** A device that can compute, or why there is none. */
export interface DeviceReport {
  readonly kernel: string;
  readonly name: string;
  readonly details: readonly string[];
  /** The speed; undefined for a device that cannot compute. */
  readonly speed?: KernelSpeed;
}

/** Measures the speed of a kernel: that of the fastest image within half a second. */
async function speedOf(kernel: Kernel, native: KernelOptions['native'] = 'off'): Promise<KernelSpeed> {
  const { plan } = await buildPlan(PROBE);
  const prepared = await kernel.prepare(plan.fixed, builtinTerms, {
    precision: 'single',
    native,
  });
  try {
    // The first image includes the compilation of native code.
    await prepared.run(plan.shot);
    const end = performance.now() + PROBE_MS;
    let best = Number.POSITIVE_INFINITY;
    do {
      const start = performance.now();
      await prepared.run(plan.shot);
      best = Math.min(best, performance.now() - start);
    } while (performance.now() < end);
    const pixels = plan.fixed.panels.reduce((sum, panel) => sum + panel.pixelsFast * panel.pixelsSlow, 0);
    const samples = pixels * samplesPerPixel(plan);
    return { samplesPerSecond: (samples * SECOND_MS) / best, precision: prepared.arithmetic.precision };
  } finally {
    await prepared.close();
  }
}

const kernelOf = async (id: string): Promise<Kernel> => (await nodeKernels.get(id)?.()) as Kernel;

const cpuReport = async (): Promise<DeviceReport> => ({
  kernel: 'cpu',
  name: 'WebAssembly SIMD',
  details: [`${availableParallelism()} threads at most`],
  speed: await speedOf(await kernelOf('cpu')),
});

/** Describes the code that a C compiler makes for the cpu kernel, which gives the same bytes with wider vectors. */
async function nativeReport(): Promise<DeviceReport> {
  const { nativeFacts } = await import('@braggsim/kernel-cpu/node');
  const facts = await nativeFacts();
  const none = (reason: string): DeviceReport => ({ kernel: 'native', name: 'none', details: [reason] });
  if ('reason' in facts) return none(facts.reason);
  const { compiler, vectorBits, narrowerBecause, cacheFolder, cacheUnusable } = facts;
  try {
    return {
      kernel: 'native',
      name: `cpu kernel compiled by ${compiler}`,
      details: [
        `vectors of ${vectorBits} bits${narrowerBecause ? ` (${narrowerBecause})` : ''}`,
        cacheUnusable ? `not cached: ${cacheUnusable}` : `cached in ${cacheFolder}`,
      ],
      speed: await speedOf(await kernelOf('cpu'), 'require'),
    };
  } catch (error) {
    if (!isBraggsimError(error, 'refused')) throw error;
    return none(error.message);
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Whether `auto` may take an adapter, and by which rates it decides. */
async function autoLine({ name, isSoftware }: AdapterFacts): Promise<string> {
  if (isSoftware) return 'auto never takes it';
  const [cpu, gpu] = [await keptRate(await kernelOf('cpu')), await keptRate(await kernelOf('gpu'), name)];
  return `auto takes it for long runs if it is clearly faster: ${formatG(gpu / cpu, 3)} times the cpu kernel in a calibration`;
}

const limits = ({ maxBindingBytes, maxBufferBytes, isSoftware }: AdapterFacts): string[] => [
  ...(isSoftware ? ['computes on the CPU: for tests, slower than the cpu kernel'] : []),
  `buffers up to ${megabytes(maxBufferBytes)}, ${megabytes(maxBindingBytes)} per binding`,
];

async function gpuReport(): Promise<DeviceReport> {
  const { nodeGpu } = await import('@braggsim/kernel-gpu/node');
  try {
    const { facts, release } = await nodeGpu.lease();
    try {
      const details = [...limits(facts), await autoLine(facts)];
      return { kernel: 'gpu', name: facts.name, details, speed: await speedOf(await kernelOf('gpu')) };
    } finally {
      await release();
    }
  } catch (error) {
    if (!isBraggsimError(error, 'refused')) throw error;
    return { kernel: 'gpu', name: 'none', details: [error.message] };
  }
}

/** Describes the devices of this machine that can compute, with their speeds: WebAssembly, native code, and a GPU. */
export const deviceReports = async (): Promise<readonly DeviceReport[]> => [
  await cpuReport(),
  await nativeReport(),
  await gpuReport(),
];
