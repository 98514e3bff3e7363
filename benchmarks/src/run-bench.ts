import { mkdirSync } from 'node:fs';
import { interrupted } from '@braggsim/core';
import { describeMachine } from './machine';
import { type MeasureOptions, measureKernel } from './measure-kernel';
import { measureProcess } from './measure-process';
import type { BenchOptions } from './options';
import { OUT } from './paths';
import type { KernelRow, ProcessRow, Results } from './results';

/** Least duration of a measurement, ms: short images are repeated until then. */
export const AT_LEAST = 50;

/**
 * Measures the selected workloads, one size after the other.
 *
 * @param say receives a line for each workload and size
 * @throws BraggsimError (`interrupted`) when the signal is aborted
 */
export async function runBench(
  options: BenchOptions,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Results> {
  const { workloads, processes, precisions, threads, rounds, quick, cProgram, profile } = options;
  const machine = describeMachine(cProgram);
  if (profile) mkdirSync(OUT, { recursive: true });
  const measure: MeasureOptions = {
    rounds,
    atLeast: quick ? 0 : AT_LEAST,
    ...(cProgram !== undefined && { cProgram }),
    ...(profile && { profiles: OUT }),
  };
  const settings = threads.flatMap((n) => precisions.map((precision) => ({ precision, threads: n })));
  const kernel: KernelRow[] = [];
  const whole: ProcessRow[] = [];
  const announce = (id: string, size: number) => {
    if (signal.aborted) throw interrupted();
    say(`${id}, ${size} x ${size} pixels`);
  };
  for (const workload of workloads) {
    for (const size of workload.sizes) {
      announce(workload.id, size);
      kernel.push(...(await measureKernel(workload, size, settings, measure)));
    }
  }
  for (const workload of processes) {
    const targeted = precisions.filter((precision) => workload.targets[precision] !== undefined);
    for (const size of workload.sizes) {
      announce(workload.id, size);
      whole.push(...(await measureProcess(workload, size, targeted, measure)));
    }
  }
  return { machine, rounds, kernel, processes: whole };
}
