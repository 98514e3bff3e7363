import type { Experiment } from '@braggsim/experiment';
import { withNumbers } from '@braggsim/simulate';
import type { SeenAmplitudes } from './amplitudes';
import { fitCentroids, movable } from './centroid-fit';
import { type Centroid, measuredCentroids } from './centroids';
import { boxMedians, firstBackground, firstScale } from './first-guess';
import type { FitPixels } from './fit-pixels';
import { type FitQuality, fitQuality, isPoor } from './fit-quality';
import { type JoinedRestraint, restraintsAmong } from './joined-restraints';
import { type FitProblem, type FitState, type MinimiseOptions, type Minimum, minimise } from './minimise';
import { minimiseLbfgs } from './minimise-lbfgs';
import { derivedFrom, type ModelSource } from './model-source';
import type { Restraint } from './restraints';
import { numbersAt, type ShotModel, shotModel } from './shot-model';
import { startOf, type Variable, withinBounds } from './variables';

/** What the fit of one shot to given pixels needs. */
export interface ShotFit {
  readonly experiment: Experiment;
  readonly source: ModelSource;
  readonly variables: readonly Variable[];
  readonly restraints: readonly Restraint[];
  /** Restraints of several amplitudes. */
  readonly joined?: readonly JoinedRestraint[] | undefined;
  readonly pixels: FitPixels;
  /** Amplitudes among the variables, which come last. */
  readonly amplitudes?: SeenAmplitudes | undefined;
  readonly tolerance: number;
  readonly maxEvaluations: number;
  /** How the deviance is minimised; Gauss-Newton when absent. */
  readonly method?: FitMethod | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvaluation?: FitProblem['onEvaluation'];
}

/** How the deviance is minimised. */
export type FitMethod = 'gauss-newton' | 'lbfgs';

/** The outcome of a fit of one shot. */
export interface FittedShot extends Minimum {
  readonly quality: FitQuality;
  readonly poor: boolean;
  /** Photons of the experiment as it was given. */
  readonly givenPhotons: Float64Array;
  readonly centroids: readonly Centroid[];
  readonly retried: boolean;
}

/** A fall of the deviance below which the fit with one common size is over. */
const COMMON_SIZE_FALL = 1;

/** What distinguishes one try from another. */
interface Attempt {
  /** Factor on the standard deviation of centroids along the ray; 0 where centroids are not used. */
  readonly raySigma: number;
  /** Factor on the numbers of cells at the start. */
  readonly size: number;
}
const FIRST: Attempt = { raySigma: 1, size: 1 };
/** Tries after what looks like a false minimum. */
const OTHERS: readonly Attempt[] = [
  { raySigma: 2, size: 0.5 },
  { raySigma: 0, size: 0.5 },
];

/**
 * Fits a shot: centroids, background and scale, all numbers with one common size, then all numbers. What looks like a false minimum is
 * tried again with half the size, and at last without centroids; the best is kept.
 *
 * @param from unknowns of an earlier fit, which is taken up again
 */
export async function fitShot(fit: ShotFit, from?: Float64Array): Promise<FittedShot> {
  const { experiment, source, variables, pixels } = fit;
  const model = await shotModel(experiment, source, variables, pixels.boxes, fit);
  try {
    const centroids = measuredCentroids(pixels);
    const { photons: givenPhotons } = await model.evaluate(withinBounds(variables, variables.map(startOf)));
    const first = await attempt(fit, model, centroids, FIRST, from);
    if (!first.poor || from) {
      return { ...first, givenPhotons, centroids, retried: false, evaluations: first.evaluations + 1 };
    }
    let [best, evaluations] = [first, first.evaluations + 1];
    for (const other of OTHERS) {
      if (!best.poor || evaluations >= fit.maxEvaluations) break;
      const next = await attempt({ ...fit, maxEvaluations: fit.maxEvaluations - evaluations }, model, centroids, other);
      evaluations += next.evaluations;
      if (next.deviance < best.deviance) best = next;
    }
    return { ...best, givenPhotons, centroids, retried: true, evaluations };
  } finally {
    await model.close();
  }
}

/** Returns the unknowns after the fit of centroids. */
export function centroidStart(fit: ShotFit, centroids: readonly Centroid[], raySigma = 1): Float64Array {
  const start = withinBounds(fit.variables, fit.variables.map(startOf));
  if (raySigma === 0) return start;
  const moving = movable(fit.variables);
  const variables = moving.map((i) => fit.variables[i] as Variable);
  const { experiment, source } = fit;
  const known = { experiment, derived: derivedFrom(experiment, source) };
  const derivedAt = (x: Float64Array) => {
    const numbers = numbersAt(
      variables,
      moving.map((i) => x[i] as number),
    );
    return derivedFrom(withNumbers(experiment, numbers), source, known);
  };
  return fitCentroids(centroids, fit.variables, start, derivedAt, raySigma).x;
}

/** Returns the background and scale of a model at unknowns whose image is known. */
export function firstState(fit: ShotFit, x: Float64Array, photons: Float64Array): FitState {
  const { pixels, variables } = fit;
  const medians = boxMedians(pixels);
  const place = variables.findIndex(({ group }) => group === 'scale');
  const scale = place < 0 ? undefined : firstScale(pixels, photons, medians);
  const moved = x.map((value, i) => (i === place && scale !== undefined ? value + Math.log(scale) : value));
  return { x: withinBounds(variables, moved), background: firstBackground(pixels, medians) };
}

export const problemOf = (
  { pixels, variables, restraints, joined = [], onEvaluation }: ShotFit,
  model: ShotModel,
): FitProblem => ({
  pixels,
  variables,
  restraints,
  joined: restraintsAmong(joined, variables),
  onEvaluation,
  evaluate: (x) => model.evaluate(x),
});

/** Groups of unknowns in which the numbers of cells have one common factor. */
function commonSize(variables: readonly Variable[]): number[][] | undefined {
  const sizes = variables.flatMap(({ group }, i) => (group === 'ncells' ? [i] : []));
  if (sizes.length < 2) return undefined;
  return [...variables.keys()].flatMap((i) => (i === sizes[0] ? [sizes] : sizes.includes(i) ? [] : [[i]]));
}

/** Fits the centroids, background and scale, then the pixels. */
async function attempt(
  fit: ShotFit,
  model: ShotModel,
  centroids: readonly Centroid[],
  { raySigma, size }: Attempt,
  from?: Float64Array,
): Promise<Omit<FittedShot, 'givenPhotons' | 'centroids' | 'retried'>> {
  const { variables, tolerance, maxEvaluations } = fit;
  const problem = problemOf(fit, model);
  let evaluations = 0;
  const run = async (state: FitState, options: Partial<MinimiseOptions>): Promise<Minimum> => {
    const minimum = await (fit.method === 'lbfgs' ? minimiseLbfgs : minimise)(problem, state, {
      tolerance,
      maxEvaluations: maxEvaluations - evaluations,
      ...options,
    });
    evaluations += minimum.evaluations;
    return minimum;
  };
  const x = from ?? resized(variables, centroidStart(fit, centroids, raySigma), size);
  const { photons } = await model.evaluate(x);
  evaluations++;
  const start = from
    ? { x, background: firstBackground(fit.pixels, boxMedians(fit.pixels, photons)) }
    : firstState(fit, x, photons);
  const joined = from || fit.method === 'lbfgs' ? undefined : commonSize(variables);
  const common = joined && (await run(start, { joined, stopBelow: COMMON_SIZE_FALL }));
  const minimum = await run(common ?? start, {});
  const quality = fitQuality(fit.pixels, minimum.model.photons, minimum.background, variables.length);
  return {
    ...minimum,
    iterations: minimum.iterations + (common?.iterations ?? 0),
    evaluations,
    quality,
    poor: isPoor(quality),
  };
}

const resized = (variables: readonly Variable[], x: Float64Array, size: number): Float64Array =>
  size === 1
    ? x
    : withinBounds(
        variables,
        x.map((value, i) => (variables[i]?.group === 'ncells' ? value + Math.log(size) : value)),
      );
