import { type Kernel, samplesPerPixel } from '@braggsim/core/kernel';
import { builtinTerms, type Experiment } from '@braggsim/experiment';
import { buildPlan } from '../plan';

/** The experiment that measures rates: a still image of a small crystal, with as many samples as run in a few ms. */
const PROBE: Experiment = {
  beam: { wavelengthA: 1 },
  detector: { distanceMm: 100, pixelMm: 0.4, pixelsFast: 64, pixelsSlow: 64 },
  crystal: { cell: [100], cells: [5, 5, 5], mosaic: { domains: 50, spreadDeg: 1 } },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
/** Time for which a kernel is measured, ms; two of them take at most 60 ms, besides the preparation of their code. */
const MEASURED_MS = 25;

/** What measures a rate. */
export interface Clock {
  /** Time in ms. */
  now(): number;
}

/** Measures the samples that a kernel computes in a second: those of its fastest image within 25 ms. */
export async function measuredRate(kernel: Kernel, clock: Clock = performance): Promise<number> {
  const { plan } = await buildPlan(PROBE);
  const prepared = await kernel.prepare(plan.fixed, builtinTerms, { precision: 'single', native: 'off' });
  try {
    // The first image includes what is made at the first use.
    await prepared.run(plan.shot);
    const end = clock.now() + MEASURED_MS;
    let best = Number.POSITIVE_INFINITY;
    do {
      const start = clock.now();
      await prepared.run(plan.shot);
      best = Math.min(best, clock.now() - start);
    } while (clock.now() < end);
    const pixels = plan.fixed.panels.reduce((sum, panel) => sum + panel.pixelsFast * panel.pixelsSlow, 0);
    return (1000 * pixels * samplesPerPixel(plan)) / Math.max(best, 1e-3);
  } finally {
    await prepared.close();
  }
}
