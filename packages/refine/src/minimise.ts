import { covarianceOf, standardDeviations } from './covariance';
import { CONVERGED_FALL, FIRST_LAMBDA, isAccepted, isFlat, isSmall, LARGEST_LAMBDA, nextLambda } from './damping';
import { fittedBackground } from './fit-background';
import type { FitPixels } from './fit-pixels';
import { addJoined, joinedDeviance, type PlacedRestraint } from './joined-restraints';
import type { SquareMatrix } from './linear-algebra';
import {
  eliminateBackground,
  type ModelPoint,
  type NormalEquations,
  normalEquations,
  type ReducedEquations,
} from './normal-equations';
import { type Restraint, restraintTerms } from './restraints';
import { solveStep } from './solve-step';
import { leavesBounds, limitedChange, moved, type Variable } from './variables';

/** What is minimised: a model with a background that is eliminated, on the pixels of one shot. */
export interface FitProblem {
  readonly pixels: FitPixels;
  readonly variables: readonly Variable[];
  readonly restraints: readonly Restraint[];
  /** Restraints of sums of unknowns. */
  readonly joined?: readonly PlacedRestraint[] | undefined;
  /** Computes the model and its derivatives with respect to the unknowns. */
  readonly evaluate: (x: Float64Array) => Promise<ModelPoint>;
  /** Receives each evaluation. */
  readonly onEvaluation?: ((evaluation: Evaluation) => void) | undefined;
}

/** What an evaluation of a model gives, for those who follow a refinement. */
export interface Evaluation {
  /** Deviance of the pixels and restraints. */
  readonly deviance: number;
  /** Number of the pixels that are fitted, which boxes that are placed afresh change. */
  readonly pixels: number;
}

/** Unknowns and background coefficients. */
export interface FitState {
  readonly x: Float64Array;
  readonly background: Float64Array;
}

export interface MinimiseOptions {
  /** Largest last step of a converged fit, in standard deviations. */
  readonly tolerance: number;
  /** Evaluations that are left. */
  readonly maxEvaluations: number;
  /** Stops as soon as an accepted step lowers the deviance by less. */
  readonly stopBelow?: number;
  /** Groups of unknowns that take the same change. */
  readonly joined?: readonly (readonly number[])[];
}

export interface Minimum extends FitState {
  readonly deviance: number;
  /** Equations at the minimum, restraints included. */
  readonly equations: NormalEquations;
  readonly model: ModelPoint;
  readonly evaluations: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Minimises the deviance by Levenberg-Marquardt steps on the Fisher information, with bounds by an active set. */
export async function minimise(problem: FitProblem, start: FitState, options: MinimiseOptions): Promise<Minimum> {
  const { variables } = problem;
  const { tolerance, maxEvaluations, stopBelow, joined } = options;
  const groups = joined ?? variables.map((_, i) => [i]);
  const at = (x: Float64Array, near: Float64Array) => fittedPoint(problem, x, near);
  let current = await at(start.x, start.background);
  let [evaluations, iterations, lambda, converged] = [1, 0, FIRST_LAMBDA, false];
  while (!converged && evaluations < maxEvaluations) {
    const { x, background, equations, deviance } = current;
    const drawn = reducedScore(equations);
    const leaves = variables.map((variable, i) => leavesBounds(variable, x[i] as number, drawn[i] as number));
    const free = groups.filter((group) => !group.some((i) => leaves[i]));
    const step = stepOf(equations, free, lambda);
    const change = limitedChange(variables, x, step.change);
    const next = await at(moved(variables, x, change), sum(background, step.backgroundChange(change)));
    evaluations++;
    const fall = deviance - next.deviance;
    const accepted = isAccepted(deviance, next.deviance);
    lambda = nextLambda(lambda, accepted);
    if (accepted) {
      iterations++;
      current = next;
      const small = isSmall(change, step.errors, tolerance);
      converged = (small && fall < CONVERGED_FALL) || (stopBelow !== undefined && fall < stopBelow);
    } else if (lambda > LARGEST_LAMBDA) {
      converged = isFlat(step.score, step.errors);
      break;
    }
  }
  return { ...current, evaluations, iterations, converged };
}

/** Returns the model at unknowns with the background that fits best beneath it, and its equations with restraints. */
export async function fittedPoint(problem: FitProblem, x: Float64Array, near: Float64Array) {
  const { pixels } = problem;
  const model = await problem.evaluate(x);
  const background = fittedBackground(pixels, model.photons, near);
  const fitted = restrained(normalEquations(pixels, model, background), problem, x);
  problem.onEvaluation?.({ deviance: fitted.deviance, pixels: pixels.count });
  return { x, background, model, ...fitted };
}

/** Adds the restraints to the equations of the pixels. */
function restrained(
  equations: NormalEquations,
  { restraints, variables, joined = [] }: FitProblem,
  x: Float64Array,
): { readonly equations: NormalEquations; readonly deviance: number } {
  if (restraints.length + joined.length === 0) return { equations, deviance: equations.deviance };
  const { deviance, information, score } = restraintTerms(restraints, variables, x);
  addJoined({ information, score }, joined, x);
  return {
    equations: {
      ...equations,
      information: { size: information.size, values: sum(equations.information.values, information.values) },
      score: sum(equations.score, score),
    },
    deviance: equations.deviance + deviance + joinedDeviance(joined, x),
  };
}

const sum = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + (b[i] as number));

/** Returns the score of the unknowns after the coefficients of the background have been eliminated. */
export const reducedScore = (equations: NormalEquations): Float64Array => eliminateBackground(equations, 0).score;

interface DampedStep {
  readonly change: Float64Array;
  /** Standard deviations at lambda = 0; NaN for unknowns that are not determined or do not move. */
  readonly errors: Float64Array;
  readonly score: Float64Array;
  readonly backgroundChange: ReducedEquations['backgroundChange'];
}

/** Returns one step of the unknowns of some groups; the others keep their values. */
function stepOf(equations: NormalEquations, groups: readonly (readonly number[])[], lambda: number): DampedStep {
  const size = equations.information.size;
  const undamped = eliminateBackground(equations, 0);
  const damped = eliminateBackground(equations, lambda);
  const info = collected(undamped.information, groups);
  const score = Float64Array.from(groups, (group) =>
    group.reduce((total, i) => total + (damped.score[i] as number), 0),
  );
  const collectedChange = solveStep(info, collected(damped.information, groups), score);
  const deviations = standardDeviations(covarianceOf(info));
  const change = new Float64Array(size);
  const errors = new Float64Array(size).fill(Number.NaN);
  const own = new Float64Array(size);
  for (const [k, group] of groups.entries()) {
    for (const i of group) {
      change[i] = collectedChange[k] as number;
      errors[i] = deviations[k] as number;
      own[i] = score[k] as number;
    }
  }
  return { change, errors, score: own, backgroundChange: damped.backgroundChange };
}

/** Returns the matrix of groups of unknowns that move together. */
function collected({ size, values }: SquareMatrix, groups: readonly (readonly number[])[]): SquareMatrix {
  const total = (one: readonly number[], other: readonly number[]): number =>
    one.reduce((all, i) => all + other.reduce((part, j) => part + (values[i * size + j] as number), 0), 0);
  return {
    size: groups.length,
    values: Float64Array.from(groups.flatMap((one) => groups.map((other) => total(one, other)))),
  };
}
