import { availableParallelism } from 'node:os';
import { isBraggsimError } from '@braggsim/core';
import type { Kernel } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';
import type { AdapterFacts } from '@braggsim/kernel-gpu';
import { type KernelSpeed, measuredSpeed } from '../rates/measured-rate';
import { keptRate } from './choose-node-kernel';
import { nodeKernels } from './kernels';

/** A measurement of half a second for each kernel, of larger images than those by which kernels are chosen. */
const MEASUREMENT = { edge: 256, milliseconds: 500 };

/** A device that can compute, or why there is none. */
export interface DeviceReport {
  readonly kernel: string;
  readonly name: string;
  readonly details: readonly string[];
  /** The speed; undefined for a device that cannot compute. */
  readonly speed?: KernelSpeed;
}

const kernelOf = async (id: string): Promise<Kernel> => (await nodeKernels.get(id)?.()) as Kernel;

const cpuReport = async (): Promise<DeviceReport> => ({
  kernel: 'cpu',
  name: 'WebAssembly SIMD',
  details: [`${availableParallelism()} threads at most`],
  speed: await measuredSpeed(await kernelOf('cpu'), MEASUREMENT),
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
      speed: await measuredSpeed(await kernelOf('cpu'), { ...MEASUREMENT, native: 'require' }),
    };
  } catch (error) {
    if (!isBraggsimError(error, 'refused')) throw error;
    return none(error.message);
  }
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;

/** Tells whether `auto` may take an adapter, and by which rates it decides. */
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
      return {
        kernel: 'gpu',
        name: facts.name,
        details,
        speed: await measuredSpeed(await kernelOf('gpu'), MEASUREMENT),
      };
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
