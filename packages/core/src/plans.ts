/**
 * Sums of plans: the image of several crystals is that of one plan and further ones, added.
 *
 * @module
 * @example
 * ```ts
 * import { fixedParts } from '@braggsim/core/plans';
 *
 * console.log(fixedParts.length); // 1: the fixed part of a plan, which it splits
 * ```
 */
import type { FixedPlan, Plan, ShotPlan } from './plan';

/** Splits a fixed part into that of its first plan and those of the further ones. */
export const fixedParts = ({ further = [], ...first }: FixedPlan): readonly [FixedPlan, ...FixedPlan[]] => [
  first,
  ...further,
];

/** Splits a shot as `fixedParts` splits its fixed part. */
export const shotParts = ({ further = [], ...first }: ShotPlan): readonly [ShotPlan, ...ShotPlan[]] => [
  first,
  ...further,
];

/** Returns the plans whose images add up to that of a plan. */
export function planParts({ fixed, shot }: Plan): readonly Plan[] {
  const shots = shotParts(shot);
  return fixedParts(fixed).map((part, i) => ({ fixed: part, shot: shots[i] as ShotPlan }));
}

/** Puts plans together to one whose image is the sum of theirs. */
export function sumOfPlans([first, ...others]: readonly [Plan, ...Plan[]]): Plan {
  if (others.length === 0) return first;
  return {
    fixed: { ...first.fixed, further: others.map(({ fixed }) => fixed) },
    shot: { ...first.shot, further: others.map(({ shot }) => shot) },
  };
}
