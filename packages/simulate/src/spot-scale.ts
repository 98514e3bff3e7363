import type { Term, Warning } from '@braggsim/core';
import type { Crystal } from '@braggsim/core/derived';
import { type Registry, type TermPlan, termOf } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';

/** Returns the integrated intensity of the spots of a shape over that of as many unit cells, where the shape says it. */
export async function spotScaleOf(
  shape: TermPlan,
  { cells: [na, nb, nc], shapeForm }: Crystal,
  terms: Registry<Term>,
): Promise<number | undefined> {
  const { integral } = await termOf(terms, 'shape', shape.id);
  const value = integral?.(shape.constants, shape.specialization);
  return value === undefined || !Number.isFinite(value) ? undefined : value / (shapeForm?.total ?? na * nb * nc);
}

/** Largest distance of the scale from 1 without a warning. */
const NEAR_ENOUGH = 0.05;

/**
 * Warns where the shape is `gauss` and its integrated intensity is not that of the crystal: it depends on the volume of the crystal in
 * A^3. Who asks for what the C program computes knows.
 */
export function scaleWarnings(
  { compat }: Pick<Experiment, 'compat'>,
  { shape }: Pick<Crystal, 'shape'>,
  spotScale: number | undefined,
): Warning[] {
  if (shape !== 'gauss' || spotScale === undefined || compat === 'nanobragg-c') return [];
  if (Math.abs(spotScale - 1) <= NEAR_ENOUGH) return [];
  const message = `a spot of the shape gauss has ${formatG(spotScale, 3)} of the integrated intensity of its unit cells: where the scale matters, set crystal.normalize (--normalize) or take the shape gauss-hkl`;
  return [{ id: 'spot-scale', message }];
}
