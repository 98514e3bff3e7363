import type { Readout } from '@braggsim/core';
import { type ChainLink, isPixelwise } from '../chain';
import { noiseStages } from '../stages';

/** Consecutive stages that are applied to each chunk of an image without waiting for other chunks. */
export interface Step {
  /** Position of the first stage in the chain. */
  readonly first: number;
  /** Position after the last stage in the chain. */
  readonly end: number;
  /** Whether the chunks are bands of rows; otherwise they are whole panels. */
  readonly inBands: boolean;
  /** Whether workers can compute the stages. Those of plug-ins run on the thread that loaded them. */
  readonly runsOnWorkers: boolean;
}

/** Tells whether a stage is one of this package, which workers can load. */
const isBuiltIn = (stage: Readout): boolean => noiseStages.get(stage.id)?.() === stage;

/**
 * Divides a chain into steps. A new step begins where the values of pixels begin or cease to depend on other pixels, and
 * before and after the stages of plug-ins.
 */
export function stepsOf(chain: readonly ChainLink[]): Step[] {
  const steps: Step[] = [];
  for (const [first, link] of chain.entries()) {
    const step = { first, end: first + 1, inBands: isPixelwise([link]), runsOnWorkers: isBuiltIn(link.stage) };
    const last = steps.at(-1);
    if (last?.inBands && step.inBands && last.runsOnWorkers === step.runsOnWorkers)
      steps[steps.length - 1] = { ...last, end: step.end };
    else steps.push(step);
  }
  return steps;
}
