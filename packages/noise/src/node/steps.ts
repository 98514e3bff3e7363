import type { Readout } from '@braggsim/core';
import { type ChainLink, isPixelwise } from '../chain';
import { noiseStages } from '../stages';

/** Stages that an image goes through without waiting for all of its pieces in between. */
export interface Step {
  /** Where they stand in the chain: from the first to the one before `end`. */
  readonly first: number;
  readonly end: number;
  readonly inBands: boolean;
  /** Whether workers know the stages. Those of plugins stay on the thread that loaded them. */
  readonly travels: boolean;
}

const isOurs = (stage: Readout): boolean => noiseStages.get(stage.id)?.() === stage;

/** Cuts a chain where pixels begin or cease to depend on others, or a plugin's stage stands. */
export function stepsOf(chain: readonly ChainLink[]): Step[] {
  const steps: Step[] = [];
  for (const [first, link] of chain.entries()) {
    const step = { first, end: first + 1, inBands: isPixelwise([link]), travels: isOurs(link.stage) };
    const last = steps.at(-1);
    if (last?.inBands && step.inBands && last.travels === step.travels)
      steps[steps.length - 1] = { ...last, end: step.end };
    else steps.push(step);
  }
  return steps;
}
