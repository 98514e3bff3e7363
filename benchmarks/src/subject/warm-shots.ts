import type { KernelOptions } from '@braggsim/core/kernel';
import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { builtinTerms } from '@braggsim/simulate';
import { median } from '../statistics';
import { PRECISIONS } from '../workloads';
import type { Compilation } from './compilations';
import { onePixel, type PlanOf } from './experiments';
import type { Warm } from './protocol';

const SHOTS = 7;

/** Measures later shots of a process that has rendered one: other orientations, and other modules. */
export async function warmShots(
  planOf: PlanOf,
  options: KernelOptions,
  compilations: readonly Compilation[],
): Promise<Warm> {
  const { plan } = await planOf([]);
  const corner = onePixel(plan.fixed);
  const prepared = await threadedCpuKernel.prepare(corner, builtinTerms, options);
  const photons = corner.panels.map((p) => new Float32Array(p.pixelsFast * p.pixelsSlow));
  const planTimes: number[] = [];
  const setUpTimes: number[] = [];
  try {
    await prepared.run(plan.shot, { into: { photons } });
    for (let shot = 1; shot <= SHOTS; shot++) {
      const begin = performance.now();
      const rotated = await planOf(['-misset', '10', '20', String(30 + shot)]);
      const planned = performance.now();
      await prepared.run(rotated.plan.shot, { into: { photons } });
      planTimes.push(planned - begin);
      setUpTimes.push(performance.now() - planned);
    }
  } finally {
    await prepared.close();
  }

  const moduleTimes: number[] = [];
  for (const precision of PRECISIONS.filter((p) => p !== options.precision)) {
    const known = compilations.length;
    const begin = performance.now();
    const other = await threadedCpuKernel.prepare(corner, builtinTerms, { ...options, precision });
    await other.run(plan.shot, { into: { photons } });
    await other.close();
    const compilation = compilations[known];
    if (compilation) moduleTimes.push(compilation.end - begin);
  }
  return { plan: median(planTimes), setUp: median(setUpTimes), laterModule: median(moduleTimes) };
}
