import { interrupted } from '@braggsim/core';
import { nodeGpu } from '@braggsim/kernel-gpu/node';
import { describeMachine } from '../machine';
import type { BenchOptions } from '../options';
import { AT_LEAST } from '../run-bench';
import { measureGpu } from './measure-gpu';
import type { GpuResults, GpuRow } from './results';

/**
 * Measures the selected workloads on the GPU.
 *
 * @param say receives a line for each workload and size
 * @throws BraggsimError (`refused`) when there is no GPU
 */
export async function runGpuBench(
  { workloads, rounds, quick, cProgram, card }: BenchOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<GpuResults> {
  const lease = await nodeGpu.lease();
  try {
    say(`on ${lease.facts.name}${lease.facts.isSoftware ? ', a software adapter: times are not those of a GPU' : ''}`);
    const rows: GpuRow[] = [];
    const options = { rounds, atLeast: quick ? 0 : AT_LEAST, ...(cProgram && { cProgram }), ...(card && { card }) };
    for (const workload of workloads) {
      for (const size of workload.sizes) {
        if (signal.aborted) throw interrupted();
        say(`${workload.id}, ${size} x ${size} pixels`);
        rows.push(await measureGpu(workload, size, options));
      }
    }
    return {
      machine: describeMachine({ ...(cProgram !== undefined && { cProgram }), clock: 'wall' }),
      adapter: lease.facts,
      ...(card && { card }),
      rounds,
      rows,
    };
  } finally {
    await lease.release();
  }
}
