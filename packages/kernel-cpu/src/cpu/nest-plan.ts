import type { Precision, Table } from '@braggsim/formula';
import {
  isVector,
  type Loops,
  loops,
  NO_LOOPS,
  type Node,
  type Placed,
  type Schedule,
  schedule,
} from '@braggsim/formula/graph';
import type { ImageGraph, RunningLoops } from '@braggsim/sample-loop';
import { type NestLevels, nestLevels, pixelsAt, scalarsAt, sumsAt } from './nest-levels';
import { type NestValues, nestValues } from './nest-values';

/** Options of the generated code. */
export interface NestOptions {
  readonly precision: Precision;
  /** Whether products and sums are fused where the machine can: last bits then differ between machines. */
  readonly relaxed: boolean;
  readonly running: RunningLoops;
  /**
   * Loops whose sums are taken in batches, each begun at zero, and the batches added with compensation, so that a long
   * sum in float32 is as accurate as a short one.
   */
  readonly batched: Loops;
  readonly tables: readonly Table[];
}

/** Names of the values that a nest reads, in the order in which it reads them. */
export interface NestNames {
  /** Names of the values of the plan. */
  readonly planNames: readonly string[];
  /** Values per place, source, orientation and node. */
  readonly placeNames: readonly string[];
  readonly sourceNames: readonly string[];
  readonly orientationNames: readonly string[];
  readonly nodeNames: readonly string[];
}

/** The outputs that a nest computes for every pixel. */
export interface NestImage extends Pick<ImageGraph, 'photons' | 'guard' | 'rangeGuard' | 'firstAccepted'> {
  /** Derivatives of a pixel; absent in a nest that makes images. Where they are given, even as an empty list, the pixels of tiles stay in lane width. */
  readonly derivatives?: readonly Node[];
}

/** Schedule of the values in the loop nest of an image, the same for all kinds of code. */
export interface NestPlan {
  readonly image: NestImage;
  readonly levels: NestLevels;
  readonly plan: Schedule;
  readonly values: NestValues;
  readonly names: NestNames;
}

/** Number of terms in a batch of a long sum. */
export const BATCH = 64;

/** Returns the name of the level at which all values of a depth are known. */
export const completeAt = ({ inner }: Pick<NestLevels, 'inner'>, depth: number): string =>
  depth === inner.length ? pixelsAt(depth) : sumsAt(depth);

/** Returns the depth around the loop over channels inside that over orientations, which is the innermost. */
export const rangeDepth = ({ inner }: Pick<NestLevels, 'inner'>): number => inner.length - 1;

/** Puts every value of an image into the outermost level that has its operands, and lists what levels pass to each other. */
export function nestPlan(image: NestPlan['image'], { running, batched }: NestOptions): NestPlan {
  const levels = nestLevels(running);
  const outputs: Placed[] = [
    ...outputsOf(image).map((node) => ({ node, at: completeAt(levels, 0) })),
    ...image.firstAccepted.map((node) => ({ node, at: pixelsAt(levels.sampleDepth) })),
    ...(image.guard ? [{ node: image.guard, at: scalarsAt(levels.inner.length) }] : []),
    ...(image.rangeGuard ? [{ node: image.rangeGuard, at: scalarsAt(rangeDepth(levels)) }] : []),
  ];
  const plan = schedule(levels.levels, outputs);
  const values = nestValues(plan, batched);
  const namesOf = (runs: Loops) => scalarInputs(values, runs).map(({ name }) => name);
  const names = {
    planNames: values.inputsOf(NO_LOOPS).map(({ name }) => name),
    placeNames: namesOf(loops('subpixel', 'layer')),
    sourceNames: namesOf(loops('source')),
    orientationNames: namesOf(loops('orientation')),
    nodeNames: namesOf(loops('node')),
  };
  return { image, levels, plan, values, names };
}

/** Lists the nodes that an image stores for each pixel: its photons, then their derivatives. */
export const outputsOf = ({ photons, derivatives = [] }: NestImage): readonly Node[] => [photons, ...derivatives];

/** Lists the inputs that vary with exactly these loops and not with the pixel. */
export const scalarInputs = ({ inputsOf }: NestValues, runs: Loops): Node[] =>
  inputsOf(runs).filter((node) => !isVector(node));
