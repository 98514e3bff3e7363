import type { Resolved, Sampling, Warning } from '@braggsim/core';

/** What was asked for of a range (rad, or a fraction), the step within it and the number of samples. */
export interface SamplingRequest {
  readonly range?: number | undefined;
  readonly step?: number | undefined;
  readonly steps?: number | undefined;
}

const SINGLE: Sampling = { range: 0, step: 0, steps: 1 };
/** Taken by the C program when a count comes without a range, rad. */
const RANGE_OF_COUNT = 1;

/** Range, step and count from those of them that are given; zero counts and steps are not. */
function complete({ range = -1, step = 0, steps = 0 }: SamplingRequest): Sampling {
  if (range < 0) {
    if (step > 0) return { range: step, step, steps: 2 };
    return steps > 0 ? { range: RANGE_OF_COUNT, step: RANGE_OF_COUNT / steps, steps } : SINGLE;
  }
  if (steps <= 0) {
    return step > 0 ? { range, step, steps: Math.ceil(range / step) } : { range, step: range, steps: 2 };
  }
  if (step > 0) return { range, step, steps };
  const atLeastTwo = Math.max(steps, 2);
  return { range, step: range / (atLeastTwo - 1), steps: atLeastTwo };
}

const differs = (asked: number | undefined, taken: number): boolean => (asked ?? 0) > 0 && asked !== taken;

/**
 * Fills in what was not said about a range of samples, as the C program does, and warns where that discards
 * something that was said or makes up a range.
 *
 * @param what name for the warning, such as `horizontal divergence`
 * @param unit that the warning shows the range in, and how many of it make 1
 */
export function resolveSampling(
  asked: SamplingRequest,
  what: string,
  unit: { readonly name: string; readonly perOne: number },
): Resolved<Sampling> {
  const completed = complete(asked);
  const { range, step, steps } = completed;
  const value = range > 0 && step > 0 && steps > 0 ? completed : SINGLE;
  const discarded =
    differs(asked.range, value.range) || differs(asked.step, value.step) || differs(asked.steps, value.steps);
  const madeUp = asked.range === undefined && (asked.steps ?? 0) > 0;
  if (!discarded && !madeUp) return { value, warnings: [] };
  const show = (x: number) => `${Number((x * unit.perOne).toPrecision(6))} ${unit.name}`;
  const sampled =
    value === SINGLE
      ? `${what} is not sampled`
      : `${what} is sampled at ${value.steps} points, ${show(value.step)} apart, over a range of ${show(value.range)}`;
  const warning: Warning = {
    id: `${what.replace(' ', '-')}-steps`,
    message: `${sampled}; give a range and a number of steps to choose both`,
  };
  return { value, warnings: [warning] };
}
