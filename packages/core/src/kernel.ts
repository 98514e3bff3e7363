import type { FixedPlan, Plan, ShotPlan } from './plan';
import type { Registry } from './registry';
import type { Term } from './stage';

/** Where images are computed. Kernels know terms by their registry only, and physics packages know no kernel. */
export interface Kernel {
  readonly id: string;
  /** What it cannot do, each with the reason; empty when it takes the plan. */
  accepts(plan: Plan): readonly string[];
  /** Everything that does not change from shot to shot. */
  prepare(fixed: FixedPlan, terms: Registry<Term>): Promise<PreparedKernel>;
}

export interface PreparedKernel {
  /**
   * @returns expected photons per pixel, one array [slow, fast] per panel and output
   * @throws BraggsimError (`interrupted`) when the signal is raised
   */
  run(shot: ShotPlan, options?: RunOptions): Promise<KernelResult>;
  close(): Promise<void>;
}

export interface RunOptions {
  /** `photons`, or the id of a factor: its mean over the samples of each pixel. Default: photons alone. */
  readonly outputs?: readonly string[];
  /** Buffers to fill, by output and panel; made as Float32Array where absent. */
  readonly into?: Readonly<Record<string, readonly (Float32Array | Float64Array)[]>>;
  readonly signal?: AbortSignal;
  /** Called now and then with the finished fraction, from 0 to 1. */
  readonly progress?: (fraction: number) => void;
}

export type KernelResult = Readonly<Record<string, readonly (Float32Array | Float64Array)[]>>;
