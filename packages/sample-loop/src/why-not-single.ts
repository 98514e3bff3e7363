import type { FixedPlan } from '@braggsim/core/kernel';
import type { RunningLoops } from './running-loops';
import type { PlanTerms } from './terms';

/** Places in longer tables are no whole numbers in float32. */
const LARGEST_TABLE = 2 ** 23;

/** Returns the reason why a plan cannot be computed in float32; undefined if it can. */
export function whyNotSingle(fixed: FixedPlan, affine: boolean): string | undefined {
  const largest = Math.max(0, ...Object.values(fixed.tables).map(({ values }) => values.length));
  if (largest > LARGEST_TABLE) return `a table of ${largest} values is too long for places in single precision`;
  return affine ? undefined : 'offsets on a curved surface are differences, which only double precision can take';
}

/** Returns what makes `mixed` and `single` impossible, or less accurate than they say. */
export function whyOnlyDouble(
  fixed: FixedPlan,
  terms: PlanTerms,
  running: RunningLoops,
  affine: boolean,
): string | undefined {
  const obstacle = whyNotSingle(fixed, affine);
  if (obstacle) return obstacle;
  if (fixed.band) return 'integrals over a band are differences of nearly equal numbers';
  const passes = fixed.factors.some(({ mode }, i) => mode === 'first' && terms.ofSource[i]);
  const several = running.places || running.sources;
  return passes && several && fixed.dMin > 0 && fixed.culledBackground === 'dropped'
    ? 'a factor passes from sample to sample behind a resolution limit'
    : undefined;
}
