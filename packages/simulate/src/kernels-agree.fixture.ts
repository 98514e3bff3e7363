import type { Kernel, Plan } from '@braggsim/core/kernel';
import { cpuKernel } from '@braggsim/kernel-cpu';
import { expect } from 'vitest';
import { compute, exact, peakTerms, thinned } from './agreement.fixture';
import { buildPlan } from './plan';
import type { Trial } from './random-experiment.fixture';

/** Samples that the reference kernel computes for one experiment: a fraction of a second. */
const REFERENCE_SAMPLES = 6_000;
/** Rounding of the image to float32. */
const IMAGE_ROUNDING = 2 ** -24;
/** Pixels darker than this, relative to the brightest, do not count where relative errors are looked at. */
const FLOOR = 1e-6;
/** Largest relative error of `double` before the image is rounded to float32. */
const DOUBLE = 1e-9;
/** Largest relative errors of `mixed` for pixels that are bright enough. Next to its zeros the transform of a sphere is a difference of nearly equal numbers. */
const MIXED = { round: 4e-6, others: 2e-6 };
/** Compact shapes end where they have fallen to this part of their peak, and lose digits on the way there. */
const NOTHING = Math.exp(-60);
const COMPACT = /^(gauss|tophat)/;
/** Share of the pixels that may be off where a term jumps, which has no bound, and the error of the others. */
const JUMPING = { share: 0.02, error: 1e-4 };

const largest = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => Math.max(a, Math.abs(b)), 0);

/** Returns the largest error of each pixel over what is allowed there: up to 1 is within bounds. */
function worst(
  found: ArrayLike<number>,
  expected: Float64Array,
  allowed: (i: number) => number,
  at: readonly number[],
) {
  return at.reduce((w, i) => {
    const error = Math.abs((found[i] as number) - (expected[i] as number));
    return error === 0 ? w : Math.max(w, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error / allowed(i));
  }, 0);
}

/** How far each precision is from what it promises: up to 1 is within bounds. */
export interface Margins {
  readonly double: number;
  readonly mixed: number;
  readonly single: number;
  /** Whether `single` promises anything. */
  readonly bounded: boolean;
  /** Brightest pixel. */
  readonly maximum: number;
}

export async function margins(plan: Plan, kernel: Kernel = cpuKernel): Promise<Margins> {
  const sparse = thinned(plan, REFERENCE_SAMPLES);
  const [expected, peaks] = [await exact(sparse), await exact(sparse, await peakTerms(plan))];
  const [double, mixed, single] = await Promise.all(
    (['double', 'mixed', 'single'] as const).map((precision) => compute(kernel, sparse, { precision })),
  );
  const { bound = Number.POSITIVE_INFINITY } = single?.arithmetic ?? {};
  const isSingle = single?.arithmetic.precision === 'single';
  const compact = COMPACT.test(plan.fixed.shape.id);
  const inMixed = plan.fixed.shape.id === 'round' ? MIXED.round : MIXED.others;
  const worstOf = { double: 0, mixed: 0, single: 0 };
  expected.forEach((image, p) => {
    const [d, m, s] = [double, mixed, single].map((result) => result?.images[p] as Float32Array) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const maximum = largest(image);
    const all = [...image.keys()];
    const value = (i: number) => image[i] as number;
    const peak = (i: number) => Math.max(value(i), peaks[p]?.[i] as number);
    const bright = all.filter((i) => value(i) > FLOOR * maximum && (!compact || value(i) > FLOOR * peak(i)));
    const rest = (i: number) => NOTHING * peak(i);
    const inDouble = (i: number) => IMAGE_ROUNDING * value(i) + DOUBLE * (value(i) + FLOOR * maximum) + rest(i);
    worstOf.double = Math.max(worstOf.double, worst(d, image, inDouble, all));
    worstOf.mixed = Math.max(
      worstOf.mixed,
      worst(m, image, (i) => inMixed * value(i) + rest(i), bright),
    );
    if (bound < Number.POSITIVE_INFINITY) {
      worstOf.single = Math.max(
        worstOf.single,
        worst(s, image, (i) => bound * peak(i), all),
      );
    } else if (isSingle) {
      const off = all.filter((i) => !(Math.abs(value(i) - (s[i] as number)) <= JUMPING.error * peak(i)));
      worstOf.single = Math.max(worstOf.single, off.length / all.length / JUMPING.share);
    }
  });
  return {
    ...worstOf,
    bounded: isSingle && bound < Number.POSITIVE_INFINITY,
    maximum: Math.max(...expected.map(largest)),
  };
}

/** Runs one experiment on both kernels; a failure prints the experiment. */
export async function expectAgreement({ experiment, inputs }: Trial): Promise<Margins> {
  const { plan } = await buildPlan(experiment, inputs);
  const found = await margins(plan);
  const text = JSON.stringify(experiment);
  for (const precision of ['double', 'mixed', 'single'] as const) {
    expect(found[precision], `${precision} is ${found[precision]} times its bound off for ${text}`).toBeLessThanOrEqual(
      1,
    );
  }
  return found;
}
