import type { Arithmetic } from '@braggsim/core/kernel';
import type { Native, Precision } from '../workloads';
import type { Usage } from './usage';

/** The value of the compatibility options. */
export type Mode = 'nanobragg-c' | 'corrected';

/** Command line, precision and threads of a subject. */
export interface Setting {
  readonly argv: readonly string[];
  readonly precision: Precision;
  readonly threads: number;
  readonly native: Native;
}

/** Times of the first image of a new process, ms, without loading modules and reading files. */
export interface Cold {
  /** Time from the experiment to the plan. */
  readonly plan: number;
  readonly generate: number;
  readonly compile: number;
  /** Time from the plan to the image. */
  readonly firstImage: number;
}

/** Times of later shots, ms, medians. */
export interface Warm {
  /** Time from the experiment to the plan for another orientation. */
  readonly plan: number;
  /** Time from the plan to the first pixel for another orientation. */
  readonly setUp: number;
  /** Time of generating and compiling another module. */
  readonly laterModule: number;
}

/** Answer to the task `open`. */
export interface Opened {
  readonly arithmetic: Arithmetic;
  readonly relaxed: boolean;
  /** Number of samples of an image. */
  readonly samples: number;
  readonly samplesPerPixel: number;
  /** Peak memory after the first image, bytes. */
  readonly peakMemory: number;
  readonly cold: Cold;
}

/** Answer to the task `image`. */
export interface ImageTime {
  /** Time of an image, ms. */
  readonly time: number;
  /** Resources used by an image. */
  readonly usage: Usage;
}

/** The tasks of a subject, one at a time. */
export interface Tasks {
  open(setting: Setting): Promise<Opened>;
  /** Renders until `atLeast` ms have passed. */
  image(asked: { readonly mode: Mode; readonly atLeast: number }): Promise<ImageTime>;
  warm(): Promise<Warm>;
  /** Writes the image in the mode of the drop-in, in float32 as the C program does. */
  save(file: string): Promise<void>;
  profile(file: string): Promise<void>;
}

export type TaskName = keyof Tasks;
export type Argument<T extends TaskName> = Parameters<Tasks[T]>[0];
export type Answer<T extends TaskName> = Awaited<ReturnType<Tasks[T]>>;

/** Message of the benchmark to a subject. */
export interface Request<T extends TaskName = TaskName> {
  readonly task: T;
  readonly argument: Argument<T>;
}

/** Message of a subject to the benchmark. */
export type Reply = { readonly answer: unknown } | { readonly failure: string };
