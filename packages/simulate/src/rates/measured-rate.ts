import { type Kernel, type KernelOptions, samplesPerPixel } from '@braggsim/core/kernel';
import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { buildPlan } from '../plan';

/** How a kernel is measured. */
export interface RateMeasurement {
  /** Edge of the image, pixels; its detector is 25.6 mm wide. */
  readonly edge: number;
  /** Time for which images are computed, ms, besides the first one, which includes what is made at the first use. */
  readonly milliseconds: number;
  readonly native?: KernelOptions['native'];
  readonly clock?: Clock;
}

/** What measures a rate. */
export interface Clock {
  /** Returns the time in ms. */
  now(): number;
}

/** The speed of a kernel. */
export interface KernelSpeed {
  readonly samplesPerSecond: number;
  /** Time of the fastest image. */
  readonly imageMs: number;
  readonly precision: string;
}

/** Returns the experiment that measures rates: a still image of a small crystal with mosaic domains. */
const probe = (edge: number): Experiment => ({
  beam: { wavelengthA: 1 },
  detector: { distanceMm: 100, pixelMm: 25.6 / edge, pixelsFast: edge, pixelsSlow: edge },
  crystal: { cell: [100], cells: [5, 5, 5], mosaic: { domains: 50, spreadDeg: 1 } },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
});

/** Measures the samples that a kernel computes in a second: those of its fastest image. */
export async function measuredSpeed(
  kernel: Kernel,
  { edge, milliseconds, native = 'off', clock = performance }: RateMeasurement,
): Promise<KernelSpeed> {
  const { plan } = await buildPlan(probe(edge));
  const prepared = await kernel.prepare(plan.fixed, builtinTerms, { precision: 'single', native });
  try {
    await prepared.run(plan.shot);
    const end = clock.now() + milliseconds;
    let best = Number.POSITIVE_INFINITY;
    do {
      const start = clock.now();
      await prepared.run(plan.shot);
      best = Math.min(best, clock.now() - start);
    } while (clock.now() < end);
    const samples = edge ** 2 * samplesPerPixel(plan);
    return {
      samplesPerSecond: (1000 * samples) / Math.max(best, 1e-3),
      imageMs: best,
      precision: prepared.arithmetic.precision,
    };
  } finally {
    await prepared.close();
  }
}

/** Edge of the first image, and the largest, by which rates are measured. */
const [FIRST_EDGE, LARGEST_EDGE] = [64, 1024];
/** Time for which an image is repeated, and the expected time up to which a larger one follows, ms. */
const [REPEATED_MS, SHORT_MS] = [12, 10];
/** How much longer the edge of the next image is. */
const GROWTH = 4;

/**
 * Measures the rate by which kernels are chosen; an image is repeated for 12 ms after its code was prepared, and has up to three sizes. A kernel
 * whose images take no time to speak of gets larger ones, so that what a GPU needs to begin does not count as samples.
 */
export async function measuredRate(kernel: Kernel, clock?: Clock): Promise<number> {
  for (let edge = FIRST_EDGE; ; edge *= GROWTH) {
    const options = { edge, milliseconds: REPEATED_MS, ...(clock && { clock }) };
    const { samplesPerSecond, imageMs } = await measuredSpeed(kernel, options);
    if (imageMs * GROWTH ** 2 > SHORT_MS || edge * GROWTH > LARGEST_EDGE) return samplesPerSecond;
  }
}
