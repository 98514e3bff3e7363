import type { Term } from '@braggsim/core';
import { fromRegistry } from '@braggsim/core/kernel';
import { builtinTerms, type Experiment, type SimulationInputs } from '@braggsim/experiment';
import { pixelTracer } from '@braggsim/kernel-cpu';
import { type BuiltPlan, buildPlan } from './plan';
import { simulate } from './simulate';

/** A cube of 5 x 5 x 5 cells of 100 A in front of 16 x 16 pixels, the specification's own example. */
export const CUBE: Experiment = {
  beam: { wavelengthA: 1 },
  detector: { distanceMm: 100, pixelMm: 0.1, pixelsFast: 16, pixelsSlow: 16 },
  crystal: { cell: [100], cells: [5, 5, 5] },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};

/** The pixel of that example for which check values are given. */
export const PIXEL = { fast: 10, slow: 12 };

/** Returns an experiment with some fields replaced, section by section. */
export function changed(base: Experiment, change: Experiment): Experiment {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    const section = typeof value === 'object' && value !== null && !Array.isArray(value);
    merged[key] = section && typeof before === 'object' ? { ...before, ...value } : value;
  }
  return merged as Experiment;
}

/** Returns the example with some fields replaced, as the C program would do it. */
export const inC = (change: Experiment = {}): Experiment => changed({ ...CUBE, compat: 'nanobragg-c' }, change);
/** Returns the cube as it is without the faults of the C program. */
export const corrected = (change: Experiment = {}): Experiment => changed({ ...CUBE, compat: 'corrected' }, change);

/** Returns the expected photons of one pixel, in double precision, and what it was worked out from. */
export async function photonsOf(
  experiment: Experiment,
  pixel: { fast: number; slow: number } = PIXEL,
  inputs: SimulationInputs = {},
): Promise<number> {
  return (await traceOf(experiment, pixel, inputs)).photons;
}

export async function traceOf(experiment: Experiment, pixel = PIXEL, inputs: SimulationInputs = {}) {
  const built = await buildPlan(experiment, inputs);
  return { built, ...(await pixelTracer(built.plan, builtinTerms))(pixel) };
}

/** Pixels of the only panel, from the reference kernel. */
export async function imageOf(experiment: Experiment, inputs: SimulationInputs = {}): Promise<Float32Array> {
  const { panels } = await simulate(changed(experiment, { sampling: { kernel: 'reference' } }), { inputs });
  return panels[0]?.data as Float32Array;
}

/** Returns the term of a plan by its id. */
export const builtinTerm = (id: string): Promise<Term> => fromRegistry(builtinTerms, id, 'term');

export type { BuiltPlan };
