import type { Arithmetic } from '@braggsim/core';
import type { Native, Precision } from '../workloads';
import type { Usage } from './usage';

export type Mode = 'nanobragg-c' | 'corrected';

/** What a subject computes, and how. */
export interface Setting {
  readonly argv: readonly string[];
  readonly precision: Precision;
  readonly threads: number;
  readonly native: Native;
}

/** The first image of a fresh process, all times in ms. Loading modules and reading files are not in them. */
export interface Cold {
  /** From the experiment to the plan. */
  readonly plan: number;
  readonly generate: number;
  readonly compile: number;
  /** From the plan to the image. */
  readonly firstImage: number;
}

/** What comes after, in ms: medians. */
export interface Warm {
  /** Another orientation: from the experiment to the plan. */
  readonly plan: number;
  /** Another orientation: from the plan to the first pixel. */
  readonly setUp: number;
  /** Generating and compiling another module. */
  readonly laterModule: number;
}

export interface Opened {
  readonly arithmetic: Arithmetic;
  readonly relaxed: boolean;
  /** Samples that make one image. */
  readonly samples: number;
  readonly samplesPerPixel: number;
  /** Bytes, after the first image. */
  readonly peakMemory: number;
  readonly cold: Cold;
}

export interface ImageTime {
  /** ms of one image */
  readonly time: number;
  /** Of one image. */
  readonly usage: Usage;
}

/** What a subject does when asked; one task at a time. */
export interface Tasks {
  open(setting: Setting): Promise<Opened>;
  /** Renders until `atLeast` ms have passed. */
  image(asked: { readonly mode: Mode; readonly atLeast: number }): Promise<ImageTime>;
  warm(): Promise<Warm>;
  /** Writes the drop-in's image: float32, as the C program does. */
  save(file: string): Promise<void>;
  profile(file: string): Promise<void>;
}

export type TaskName = keyof Tasks;
export type Argument<T extends TaskName> = Parameters<Tasks[T]>[0];
export type Answer<T extends TaskName> = Awaited<ReturnType<Tasks[T]>>;

export interface Request<T extends TaskName = TaskName> {
  readonly task: T;
  readonly argument: Argument<T>;
}

export type Reply = { readonly answer: unknown } | { readonly failure: string };
