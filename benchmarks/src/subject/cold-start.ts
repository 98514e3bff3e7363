import type { KernelOptions, PreparedKernel } from '@braggsim/core/kernel';
import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { type BuiltPlan, builtinTerms } from '@braggsim/simulate';
import type { Compilation } from './compilations';
import type { PlanOf } from './experiments';
import type { Cold } from './protocol';

/** The plan and the kernel of the first image of a process, with its times. */
export interface ColdStart {
  readonly built: BuiltPlan;
  readonly prepared: PreparedKernel;
  readonly cold: Cold;
}

/** Renders the first image of this process and measures its steps. */
export async function coldStart(
  planOf: PlanOf,
  options: KernelOptions,
  compilations: readonly Compilation[],
): Promise<ColdStart> {
  const begin = performance.now();
  const built = await planOf([]);
  const planned = performance.now();
  const prepared = await threadedCpuKernel.prepare(built.plan.fixed, builtinTerms, options);
  await prepared.run(built.plan.shot);
  const end = performance.now();
  const [compilation] = compilations;
  if (!compilation) throw new Error('the kernel compiled no module');
  const cold: Cold = {
    plan: planned - begin,
    generate: compilation.begin - planned,
    compile: compilation.end - compilation.begin,
    firstImage: end - planned,
  };
  return { built, prepared, cold };
}
