import type { TablePlan } from '@braggsim/core/kernel';
import type { Interpolant } from './interpolant';

/** A table in equal steps, as the sample loop looks it up. */
export interface UniformTable {
  /** Cubic coefficients of each cell, `[cell, 1, power]`; the first and last cells are what lies beyond the ends. */
  readonly plan: TablePlan;
  /** Start of the first cell that does not continue an end, 1/m. */
  readonly first: number;
  /** Number of cells per 1/m, times 1 m. */
  readonly perStep: number;
  /** Largest difference from the interpolated table, relative to its largest amplitude. */
  readonly error: number;
}

const COEFFICIENTS = 4;
const MAX_CELLS = 16384;
/** Steps of irregular tables: so many for the smallest interval. */
const FINENESS = 8;
/** Largest difference of a point from a whole number of steps that rounding explains. */
const WHOLE = 1e-6;

/**
 * Finds a number of steps that puts every point of the table onto a boundary of cells; undefined where there is none.
 */
function exactSteps(sinThetaOverLambda: Float64Array): number | undefined {
  const first = sinThetaOverLambda[0] as number;
  const range = (sinThetaOverLambda[sinThetaOverLambda.length - 1] as number) - first;
  let smallest = range;
  for (let i = 1; i < sinThetaOverLambda.length; i++)
    smallest = Math.min(smallest, (sinThetaOverLambda[i] as number) - (sinThetaOverLambda[i - 1] as number));
  for (let parts = 1; parts <= FINENESS; parts++) {
    const steps = Math.round((range / smallest) * parts);
    if (steps > MAX_CELLS) return undefined;
    const onBoundary = (s: number) => {
      const place = ((s - first) / range) * steps;
      return Math.abs(place - Math.round(place)) < WHOLE;
    };
    if (sinThetaOverLambda.every(onBoundary)) return steps;
  }
  return undefined;
}

/** Computes the coefficients, by powers, of the cubic through values at 0, 1/3, 2/3 and 1. */
const cubic = (f0: number, f1: number, f2: number, f3: number): readonly number[] => [
  f0,
  -5.5 * f0 + 9 * f1 - 4.5 * f2 + f3,
  9 * f0 - 22.5 * f1 + 18 * f2 - 4.5 * f3,
  4.5 * (f3 - f0) + 13.5 * (f1 - f2),
];

/**
 * Resamples a table by cubics on cells of equal width. Where the points of the table lie on boundaries of the cells, as
 * those of evenly spaced tables do, the result is exact; otherwise `error` bounds the difference.
 *
 * @param name name of the table in the plan
 */
export function resample({ table: { sinThetaOverLambda, amplitude }, piece }: Interpolant, name: string): UniformTable {
  const first = sinThetaOverLambda[0] as number;
  const last = sinThetaOverLambda[sinThetaOverLambda.length - 1] as number;
  const steps = sinThetaOverLambda.length === 1 ? 1 : (exactSteps(sinThetaOverLambda) ?? MAX_CELLS);
  const width = sinThetaOverLambda.length === 1 ? 1 : (last - first) / steps;
  const cells = steps + 2;
  const values = new Float64Array(cells * COEFFICIENTS);
  for (let cell = 0; cell < cells; cell++) {
    const start = first + (cell - 1) * width;
    const at = (part: number) => piece(start + width / 2, start + part * width);
    values.set(cubic(at(0), at(1 / 3), at(2 / 3), at(1)), cell * COEFFICIENTS);
  }
  const plan: TablePlan = { layout: { name, min: [0, 0, 0], count: [cells, 1, COEFFICIENTS] }, values };
  const uniform = { plan, first, perStep: 1 / width };
  const largest = amplitude.reduce((max, f) => Math.max(max, Math.abs(f)), 0);
  // Only a cell with a point inside has two polynomials to stand for, and they differ most at its edges.
  let error = 0;
  for (const point of sinThetaOverLambda) {
    const cell = Math.floor((point - first) / width);
    for (const part of [1e-6, 1 - 1e-6]) {
      const s = first + (cell + part) * width;
      error = Math.max(error, Math.abs(valueAt(uniform, s) - piece(s, s)));
    }
  }
  return { ...uniform, error: largest > 0 ? error / largest : 0 };
}

/** Looks up a resampled table as the sample loop does, in plain numbers. */
export function valueAt({ plan, first, perStep }: Omit<UniformTable, 'error'>, sinThetaOverLambda: number): number {
  const place = (sinThetaOverLambda - first) * perStep + 1;
  const cell = Math.min(Math.max(Math.floor(place), 0), plan.layout.count[0] - 1);
  const t = place - cell;
  const c = (power: number) => plan.values[cell * COEFFICIENTS + power] as number;
  return c(0) + t * (c(1) + t * (c(2) + t * c(3)));
}
