import {
  type FixedPlan,
  type Kernel,
  type PreparedKernel,
  type ShotPlan,
  samplesPerPixel,
} from '@braggsim/core/kernel';
import { threadedCpuKernel } from '@braggsim/kernel-cpu/node';
import { shaderOf } from '@braggsim/kernel-gpu';
import { nodeGpuKernel } from '@braggsim/kernel-gpu/node';
import { builtinTerms } from '@braggsim/simulate';
import { cProgram } from '../c-program';
import type { MeasureOptions } from '../measure-kernel';
import { median, medianRatio, spread } from '../statistics';
import { onePixel, planner } from '../subject/experiments';
import { commandLine, type Workload } from '../workloads';
import { inWorkplace } from '../workplace';
import { sampleLimit } from './limit';
import type { Card, GpuRow } from './results';

/** Number of warm-up runs, in which dispatches reach their size, and V8 replaces the code of the CPU kernel by its fast version. */
const WARM_UPS = 3;
const FEW_ORIENTATIONS = 2;

export interface GpuMeasureOptions extends Pick<MeasureOptions, 'rounds' | 'atLeast' | 'cProgram'> {
  readonly card?: Card;
}

/** Two shots that differ in their orientations, so that only data that do not depend on these can be reused. */
type Shots = readonly [ShotPlan, ShotPlan];

/** Renders images, `atATime` of them in flight, for at least a given time. @returns time of an image, ms */
async function timeOf(kernel: PreparedKernel, shots: Shots, atLeast: number, atATime = 1): Promise<number> {
  let images = 0;
  const begin = performance.now();
  const worker = async () => {
    do await kernel.run(shots[images++ % 2] as ShotPlan);
    while (performance.now() - begin < atLeast);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return (performance.now() - begin) / images;
}

/** Measures one experiment alternately on the GPU, on the CPU, and by the C program if it is given. */
export const measureGpu = (workload: Workload, size: number, options: GpuMeasureOptions): Promise<GpuRow> =>
  inWorkplace(workload, async (folder) => {
    const argv = commandLine(workload, size);
    const plans = await plansIn(folder, argv);
    const { plan, shots } = plans;
    const { rounds, atLeast, card } = options;
    const c =
      options.cProgram === undefined
        ? undefined
        : cProgram(options.cProgram, argv, { folder, threads: 1, clock: 'wall' });
    const sparse = shots.map(withFew) as unknown as Shots;
    const opened: PreparedKernel[] = [];
    const open = async (kernel: Kernel, fixed: FixedPlan) => {
      const prepared = await kernel.prepare(fixed, builtinTerms, { precision: 'single' });
      opened.push(prepared);
      return prepared;
    };
    try {
      const gpu = await open(nodeGpuKernel, plan.fixed);
      const corner = await open(nodeGpuKernel, onePixel(plan.fixed));
      const cpu = await open(threadedCpuKernel, plan.fixed);
      const steps: Record<string, () => Promise<number>> = {
        gpu: () => timeOf(gpu, shots, atLeast),
        inFlight: () => timeOf(gpu, shots, atLeast, gpu.shotsInFlight),
        sparse: () => timeOf(gpu, sparse, atLeast),
        corner: () => timeOf(corner, sparse, atLeast),
        cpu: () => timeOf(cpu, shots, atLeast),
        ...(c && { c: c.pixelLoop }),
      };
      for (const [name, step] of Object.entries(steps)) {
        if (name !== 'c') for (let i = 0; i < WARM_UPS; i++) await step();
      }
      const times: Record<string, number[]> = {};
      for (let round = 0; round < rounds; round++) {
        for (const [name, step] of Object.entries(steps)) {
          times[name] ??= [];
          times[name].push(await step());
        }
      }
      const of = (name: string) => times[name] as number[];
      const { operations } = await shaderOf(plan, builtinTerms);
      const samples = size ** 2 * samplesPerPixel(plan);
      const time = spread(of('gpu'));
      const samplesPerSecond = (1000 * samples) / time.median;
      return {
        workload: workload.id,
        title: workload.title,
        size,
        samplesPerPixel: samplesPerPixel(plan),
        time,
        inFlight: spread(of('inFlight')),
        samplesPerSecond,
        setUp: median(of('corner')),
        readBack: median(of('sparse').map((ms, round) => ms - (of('corner')[round] as number))),
        operations,
        ...(card && { ofLimit: samplesPerSecond / sampleLimit(card, operations) }),
        overCpu: medianRatio(of('cpu'), of('gpu')),
        ...(c && { overC: medianRatio(of('c'), of('gpu')) }),
      };
    } finally {
      for (const prepared of opened) await prepared.close();
    }
  });

/** Reduces a shot to a few orientations, which take almost no time. */
const withFew = (shot: ShotPlan): ShotPlan => ({
  ...shot,
  orientations: shot.orientations.subarray(0, 9 * FEW_ORIENTATIONS),
});

/** Builds a plan, and its shot in two orientations. Relative paths begin at the folder. */
async function plansIn(folder: string, argv: readonly string[]) {
  const home = process.cwd();
  process.chdir(folder);
  try {
    const planOf = planner(argv);
    const { plan } = await planOf([]);
    const rotated = await planOf(['-misset', '11', '21', '31']);
    return { plan, shots: [plan.shot, rotated.plan.shot] as Shots };
  } finally {
    process.chdir(home);
  }
}
