import { writeFileSync } from 'node:fs';
import {
  type KernelOptions,
  type KernelResult,
  type PreparedKernel,
  type ShotPlan,
  samplesPerPixel,
} from '@braggsim/core/kernel';
import { enableRelaxedSimd, threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { builtinTerms } from '@braggsim/simulate';
import { coldStart } from './cold-start';
import { watchCompilations } from './compilations';
import { loadTerms, type PlanOf, planner } from './experiments';
import { writeProfile } from './profile';
import type { ImageTime, Mode, Setting, Tasks } from './protocol';
import { peakMemory, usageSince, usageSoFar } from './usage';
import { warmShots } from './warm-shots';

/** Duration of a profile, ms. */
const PROFILED = 1000;

/** An experiment with its prepared kernel. */
interface Ready {
  readonly prepared: PreparedKernel;
  readonly shot: ShotPlan;
}

/** The state of a process after the task `open`. */
interface Session {
  readonly planOf: PlanOf;
  readonly options: KernelOptions;
  readonly ready: Map<Mode, Ready>;
}

/** Creates the tasks of a new process, in which nothing is generated or compiled before `open`. */
export function freshTasks(): Tasks {
  const compilations = watchCompilations();
  let session: Session | undefined;
  const opened = (): Session => {
    if (!session) throw new Error("the first task is 'open'");
    return session;
  };

  const readyFor = async (mode: Mode): Promise<Ready> => {
    const { planOf, options, ready } = opened();
    const known = ready.get(mode);
    if (known) return known;
    const { plan } = await planOf(['-compat', mode]);
    const prepared = await threadedCpuKernel.prepare(plan.fixed, builtinTerms, options);
    const made = { prepared, shot: plan.shot };
    ready.set(mode, made);
    return made;
  };

  const image = async ({ mode, atLeast }: { mode: Mode; atLeast: number }): Promise<ImageTime> => {
    const { prepared, shot } = await readyFor(mode);
    const before = usageSoFar();
    const begin = performance.now();
    let images = 0;
    let passed: number;
    do {
      await prepared.run(shot);
      images++;
      passed = performance.now() - begin;
    } while (passed < atLeast);
    return { time: passed / images, usage: usageSince(before, images) };
  };

  return {
    image,
    open: async ({ argv, precision, threads, native }: Setting) => {
      const relaxed = enableRelaxedSimd();
      const planOf = planner(argv);
      await loadTerms();
      const options: KernelOptions = { precision, threads, native };
      const { built, prepared, cold } = await coldStart(planOf, options, compilations);
      const { plan } = built;
      session = { planOf, options, ready: new Map([['nanobragg-c', { prepared, shot: plan.shot }]]) };
      const pixels = plan.fixed.panels.reduce((sum, p) => sum + p.pixelsFast * p.pixelsSlow, 0);
      return {
        arithmetic: prepared.arithmetic,
        relaxed: relaxed && prepared.arithmetic.precision !== 'double',
        samples: pixels * samplesPerPixel(plan),
        samplesPerPixel: samplesPerPixel(plan),
        peakMemory: peakMemory(),
        cold,
      };
    },
    warm: () => warmShots(opened().planOf, opened().options, compilations),
    save: async (file) => {
      const { prepared, shot } = await readyFor('nanobragg-c');
      const { photons = [] }: KernelResult = await prepared.run(shot);
      writeFileSync(file, photons[0] as Float32Array);
    },
    profile: (file) => writeProfile(file, () => image({ mode: 'nanobragg-c', atLeast: PROFILED })),
  };
}
