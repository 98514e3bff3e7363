import type { Warning } from '@braggsim/core';
import type { Sampling, WithWarnings } from '@braggsim/core/derived';

/** Requested sampling: the range (rad, or a fraction), the step within it, and the number of samples. */
export interface SamplingRequest {
  readonly range?: number | undefined;
  readonly step?: number | undefined;
  readonly steps?: number | undefined;
}

const SINGLE: Sampling = { range: 0, step: 0, steps: 1 };
/** Range that the C program uses for a number of steps without a range, rad. */
const DEFAULT_RANGE = 1;

/** Completes range, step and number of samples from those that are given; numbers and steps of zero count as absent. */
function complete({ range = -1, step = 0, steps = 0 }: SamplingRequest): Sampling {
  if (range < 0) {
    if (step > 0) return { range: step, step, steps: 2 };
    return steps > 0 ? { range: DEFAULT_RANGE, step: DEFAULT_RANGE / steps, steps } : SINGLE;
  }
  if (steps <= 0) {
    return step > 0 ? { range, step, steps: Math.ceil(range / step) } : { range, step: range, steps: 2 };
  }
  if (step > 0) return { range, step, steps };
  const atLeastTwo = Math.max(steps, 2);
  return { range, step: range / (atLeastTwo - 1), steps: atLeastTwo };
}

/** Tells whether a given value differs from the one in use. */
const differs = (asked: number | undefined, taken: number): boolean => (asked ?? 0) > 0 && asked !== taken;

/**
 * Completes the sampling of a range as the C program does, with a warning where that changes a given value or assumes a
 * range.
 *
 * @param what name of the range for the warning, such as `horizontal divergence`
 * @param unit unit of the warning, and the number of these units in 1 rad or 1
 */
export function resolveSampling(
  asked: SamplingRequest,
  what: string,
  unit: { readonly name: string; readonly perOne: number },
): WithWarnings<Sampling> {
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
