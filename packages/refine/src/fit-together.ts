import { interrupted } from '@braggsim/core';
import { covarianceOf } from './covariance';
import { fittedBackground } from './fit-background';
import {
  addJoined,
  type JoinedRestraint,
  joinedDeviance,
  type PlacedRestraint,
  placedRestraints,
} from './joined-restraints';
import { type SquareMatrix, squareMatrix } from './linear-algebra';
import type { FitProblem, FitState } from './minimise';
import { eliminateBackground, type NormalEquations, normalEquations, type ReducedEquations } from './normal-equations';
import { restraintTerms } from './restraints';
import { solveStep } from './solve-step';
import { lowerUnknown, upperUnknown, type Variable } from './variables';

/** A shot in a fit of several: its problem, and where it starts. */
export interface JointShot {
  readonly problem: FitProblem;
  readonly start: FitState;
}

/** The outcome of a joint fit for one of its shots. */
export interface JointShotResult extends FitState {
  /** Photons over all pixels of the boxes. */
  readonly photons: Float64Array;
  readonly equations: NormalEquations;
  readonly deviance: number;
}

/** The outcome of a joint fit. */
export interface JointFit {
  readonly shots: readonly JointShotResult[];
  /** Evaluations of each shot. */
  readonly evaluations: number;
  readonly iterations: number;
  readonly converged: boolean;
  /** Reduced information of all unknowns: the shared ones, then those of each shot in order. */
  readonly information: SquareMatrix;
  /** Place of each unknown of each shot in that matrix. */
  readonly places: readonly (readonly number[])[];
}

export interface JointOptions {
  readonly tolerance: number;
  readonly maxEvaluations: number;
  readonly isShared: (variable: Variable) => boolean;
  /** Restraints of sums of shared unknowns. */
  readonly restraints?: readonly JoinedRestraint[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

const FIRST_LAMBDA = 1e-3;
const LAMBDA_AFTER_FAILURE = 1e-4;
const LARGEST_LAMBDA = 1e8;
const NO_RISE = 1e-9;
const CONVERGED_FALL = 0.01;
const FLAT = 1e-3;

/**
 * Fits shots together that share some of their unknowns, by Levenberg-Marquardt steps on the Fisher information. For each shot the
 * background is eliminated, then its own unknowns; what remains of all shots is summed in their order, so that the result does not
 * depend on how they are computed.
 */
export async function fitTogether(shots: readonly JointShot[], options: JointOptions): Promise<JointFit> {
  const { tolerance, maxEvaluations, isShared, signal } = options;
  const { places, shared } = placesOf(shots, isShared);
  const restraints = placedRestraints(options.restraints ?? [], (name) => shared.get(name));
  const deviance = (states: readonly JointShotResult[]): number =>
    states.reduce((sum, one) => sum + one.deviance, joinedDeviance(restraints, unknownsOf(states, places)));
  let current = await evaluated(
    shots,
    shots.map(({ start }) => start),
    signal,
  );
  let [evaluations, iterations, lambda, converged] = [1, 0, FIRST_LAMBDA, false];
  while (!converged && evaluations < maxEvaluations) {
    const step = jointStep(shots, current, places, lambda, restraints);
    const states = current.map((state, s) =>
      movedState(shots[s] as JointShot, state, step, places[s] as readonly number[], s),
    );
    const next = await evaluated(shots, states, signal);
    evaluations++;
    const before = deviance(current);
    const fall = before - deviance(next);
    if (fall >= -NO_RISE * Math.abs(before)) {
      iterations++;
      lambda *= 0.1;
      const small = current.every((state, s) =>
        (places[s] as readonly number[]).every((place, i) => {
          const change = Math.abs(((next[s] as JointShotResult).x[i] as number) - (state.x[i] as number));
          const error = step.errors[place] as number;
          return change === 0 || Number.isNaN(error) || change <= tolerance * error;
        }),
      );
      current = next;
      converged = small && fall < CONVERGED_FALL;
    } else {
      lambda = Math.max(LAMBDA_AFTER_FAILURE, lambda * 10);
      if (lambda > LARGEST_LAMBDA) {
        converged = step.score.every((value, i) => !(Math.abs(value * (step.errors[i] as number)) > FLAT));
        break;
      }
    }
  }
  return {
    shots: current,
    evaluations,
    iterations,
    converged,
    information: jointEquations(current, places, restraints).information,
    places,
  };
}

/** Unknowns of all shots by their places. */
function unknownsOf(states: readonly FitState[], places: readonly (readonly number[])[]): Float64Array {
  const all = new Float64Array(1 + Math.max(-1, ...places.flat()));
  for (const [s, { x }] of states.entries()) {
    for (const [i, place] of (places[s] as readonly number[]).entries()) all[place] = x[i] as number;
  }
  return all;
}

/** Places of unknowns: one for each shared one, by the name of its first number, then those of the shots. */
function placesOf(
  shots: readonly JointShot[],
  isShared: JointOptions['isShared'],
): { readonly places: number[][]; readonly shared: ReadonlyMap<string, number> } {
  const shared = new Map<string, number>();
  for (const { problem } of shots) {
    for (const variable of problem.variables) {
      const name = variable.numbers[0]?.name ?? '';
      if (isShared(variable) && !shared.has(name)) shared.set(name, shared.size);
    }
  }
  let next = shared.size;
  const places = shots.map(({ problem }) =>
    problem.variables.map((variable) =>
      isShared(variable) ? (shared.get(variable.numbers[0]?.name ?? '') as number) : next++,
    ),
  );
  return { places, shared };
}

/** Images, equations and deviances of all shots, one at a time. */
async function evaluated(
  shots: readonly JointShot[],
  states: readonly FitState[],
  signal: AbortSignal | undefined,
): Promise<JointShotResult[]> {
  const results: JointShotResult[] = [];
  for (const [s, { x, background: near }] of states.entries()) {
    if (signal?.aborted) throw interrupted();
    const { problem } = shots[s] as JointShot;
    const model = await problem.evaluate(x);
    const background = fittedBackground(problem.pixels, model.photons, near);
    const equations = normalEquations(problem.pixels, model, background);
    const terms = restraintTerms(problem.restraints, problem.variables, x);
    results.push({
      x,
      background,
      photons: model.photons,
      equations: {
        ...equations,
        information: { ...equations.information, values: plus(equations.information.values, terms.information.values) },
        score: plus(equations.score, terms.score),
      },
      deviance: equations.deviance + terms.deviance,
    });
  }
  return results;
}

const plus = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, i) => value + (b[i] as number));

interface JointStep {
  readonly change: Float64Array;
  readonly errors: Float64Array;
  readonly score: Float64Array;
  readonly reduced: readonly ReducedEquations[];
}

/** Information and score of all unknowns at lambda = 0. */
function jointEquations(
  states: readonly JointShotResult[],
  places: readonly (readonly number[])[],
  restraints: readonly PlacedRestraint[],
) {
  const sums = summed(
    states.map(({ equations }) => eliminateBackground(equations, 0)),
    places,
  );
  addJoined(sums, restraints, unknownsOf(states, places));
  return sums;
}

function summed(
  reduced: readonly ReducedEquations[],
  places: readonly (readonly number[])[],
): { readonly information: SquareMatrix; readonly score: Float64Array } {
  const size = 1 + Math.max(-1, ...places.flat());
  const information = squareMatrix(size);
  const score = new Float64Array(size);
  for (const [s, { information: own, score: ownScore }] of reduced.entries()) {
    const place = places[s] as readonly number[];
    for (const [i, row] of place.entries()) {
      score[row] = (score[row] as number) + (ownScore[i] as number);
      for (const [j, column] of place.entries()) {
        const at = row * size + column;
        information.values[at] = (information.values[at] as number) + (own.values[i * own.size + j] as number);
      }
    }
  }
  return { information, score };
}

/** Returns the step of all unknowns; those that stand on a bound and are drawn beyond it stay. */
function jointStep(
  shots: readonly JointShot[],
  states: readonly JointShotResult[],
  places: readonly (readonly number[])[],
  lambda: number,
  restraints: readonly PlacedRestraint[],
): JointStep {
  const undamped = jointEquations(states, places, restraints);
  const reduced = states.map(({ equations }) => eliminateBackground(equations, lambda));
  const damped = summed(reduced, places);
  addJoined(damped, restraints, unknownsOf(states, places), 1 + lambda);
  const { size } = damped.information;
  const held = new Set<number>();
  for (const [s, { x }] of states.entries()) {
    for (const [i, place] of (places[s] as readonly number[]).entries()) {
      const variable = (shots[s] as JointShot).problem.variables[i] as Variable;
      const drawn = undamped.score[place] as number;
      const below = (x[i] as number) <= lowerUnknown(variable) && drawn < 0;
      const above = (x[i] as number) >= upperUnknown(variable) && drawn > 0;
      if (below || above) held.add(place);
    }
  }
  const free = Array.from({ length: size }, (_, i) => i).filter((i) => !held.has(i));
  const part = (matrix: SquareMatrix): SquareMatrix => ({
    size: free.length,
    values: Float64Array.from(free.flatMap((i) => free.map((j) => matrix.values[i * size + j] as number))),
  });
  const partial = solveStep(
    part(undamped.information),
    part(damped.information),
    Float64Array.from(free, (i) => damped.score[i] as number),
  );
  const { matrix, determined } = covarianceOf(part(undamped.information));
  const change = new Float64Array(size);
  const errors = new Float64Array(size).fill(Number.NaN);
  for (const [k, place] of free.entries()) {
    change[place] = partial[k] as number;
    if (determined[k]) errors[place] = Math.sqrt(matrix.values[k * matrix.size + k] as number);
  }
  return { change, errors, score: undamped.score, reduced };
}

/** Returns a shot after a step that is cut to bounds and largest changes. */
function movedState(
  { problem }: JointShot,
  { x, background }: JointShotResult,
  { change, reduced }: JointStep,
  places: readonly number[],
  shot: number,
): FitState {
  const moved = x.map((value, i) => {
    const variable = problem.variables[i] as Variable;
    const limited = Math.min(variable.maxStep, Math.max(-variable.maxStep, change[places[i] as number] as number));
    return Math.min(upperUnknown(variable), Math.max(lowerUnknown(variable), value + limited));
  });
  const own = moved.map((value, i) => value - (x[i] as number));
  const shift = (reduced[shot] as ReducedEquations).backgroundChange(own);
  return { x: moved, background: background.map((value, i) => value + (shift[i] as number)) };
}
