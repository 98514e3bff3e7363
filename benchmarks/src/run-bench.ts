import { mkdirSync } from 'node:fs';
import { interrupted } from '@braggsim/core';
import { nativeFacts } from '@braggsim/kernel-cpu/node';
import { checkCProgram } from './c-program';
import { describeMachine } from './machine';
import { type MeasureOptions, measureKernel } from './measure-kernel';
import { measureProcess } from './measure-process';
import type { BenchOptions } from './options';
import { buildCommit } from './other-build';
import { OUT } from './paths';
import type { KernelRow, ProcessRow, Results } from './results';
import { commandLine, type Native, WORKLOADS, type Workload } from './workloads';
import { inWorkplace } from './workplace';

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
  const { workloads, processes, precisions, threads, rounds, quick, cProgram, clock, profile } = options;
  if (signal.aborted) throw interrupted();
  const native = await possible(options.native, say);
  const machine = describeMachine(options);
  if (profile) mkdirSync(OUT, { recursive: true });
  if (cProgram !== undefined) {
    const [first] = WORKLOADS as readonly [Workload];
    await inWorkplace(first, (folder) => checkCProgram(cProgram, commandLine(first, 8), folder));
  }
  if (options.against !== undefined) say(`building ${machine.against}`);
  const against = options.against === undefined ? undefined : buildCommit(options.against);
  const measure: MeasureOptions = {
    rounds,
    atLeast: quick ? 0 : AT_LEAST,
    clock,
    ...(against && { against }),
    ...(cProgram !== undefined && { cProgram }),
    ...(profile && { profiles: OUT }),
  };
  const settings = threads.flatMap((n) =>
    precisions.flatMap((precision) => native.map((code) => ({ precision, threads: n, native: code }))),
  );
  const kernel: KernelRow[] = [];
  const whole: ProcessRow[] = [];
  const announce = (id: string, size: number) => {
    if (signal.aborted) throw interrupted();
    say(`${id}, ${size} x ${size} pixels`);
  };
  try {
    for (const workload of workloads) {
      for (const size of workload.sizes) {
        announce(workload.id, size);
        kernel.push(...(await measureKernel(workload, size, settings, measure)));
      }
    }
    for (const workload of processes) {
      const asked = precisions.filter((precision) => workload.precisions.includes(precision));
      for (const size of workload.sizes) {
        announce(workload.id, size);
        whole.push(...(await measureProcess(workload, size, asked, native, measure)));
      }
    }
  } finally {
    against?.remove();
  }
  return { machine, rounds, kernel, processes: whole };
}

/** Leaves out native code where the machine has none. */
export async function possible(asked: readonly Native[], say: (line: string) => void): Promise<readonly Native[]> {
  if (!asked.includes('require')) return asked;
  const facts = await nativeFacts();
  if (!('reason' in facts)) return asked;
  say(`without native code: ${facts.reason}`);
  return ['off'];
}
