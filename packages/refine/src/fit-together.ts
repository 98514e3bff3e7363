import { interrupted } from '@braggsim/core';
import { CONVERGED_FALL, FIRST_LAMBDA, isAccepted, isFlat, isSmall, LARGEST_LAMBDA, nextLambda } from './damping';
import {
  addAt,
  type JoinedRestraint,
  joinedDeviance,
  type PlacedRestraint,
  placedRestraints,
  restraintEquations,
} from './joined-restraints';
import {
  type JointCovariance,
  type JointEquations,
  type JointPlaces,
  jointChange,
  jointCovariance,
  jointEquations,
  jointErrors,
} from './joint-equations';
import { type FitProblem, type FitState, fittedPoint } from './minimise';
import { eliminateBackground, type NormalEquations, type ReducedEquations } from './normal-equations';
import { leavesBounds, limitedChange, moved, type Variable } from './variables';

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
  readonly covariance: JointCovariance;
  readonly places: JointPlaces;
}

export interface JointOptions {
  readonly tolerance: number;
  readonly maxEvaluations: number;
  readonly isShared: (variable: Variable) => boolean;
  /** Restraints of sums of shared unknowns. */
  readonly restraints?: readonly JoinedRestraint[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

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
      movedState(shots[s] as JointShot, state, step, places.shots[s] as readonly number[], s),
    );
    const next = await evaluated(shots, states, signal);
    evaluations++;
    const [before, after] = [deviance(current), deviance(next)];
    const accepted = isAccepted(before, after);
    lambda = nextLambda(lambda, accepted);
    if (accepted) {
      iterations++;
      const [from, to] = [unknownsOf(current, places), unknownsOf(next, places)];
      const change = to.map((value, place) => value - (from[place] as number));
      current = next;
      converged = isSmall(change, step.errors, tolerance) && before - after < CONVERGED_FALL;
    } else if (lambda > LARGEST_LAMBDA) {
      converged = isFlat(step.score, step.errors);
      break;
    }
  }
  return {
    shots: current,
    evaluations,
    iterations,
    converged,
    covariance: jointCovariance(undampedEquations(current, places, restraints), places),
    places,
  };
}

/** Unknowns of all shots by their places. */
function unknownsOf(states: readonly FitState[], { shots, size }: JointPlaces): Float64Array {
  const all = new Float64Array(size);
  for (const [s, { x }] of states.entries()) {
    for (const [i, place] of (shots[s] as readonly number[]).entries()) all[place] = x[i] as number;
  }
  return all;
}

/** Places of unknowns: one for each shared one, by the name of its first number, then those of the shots. */
function placesOf(
  shots: readonly JointShot[],
  isShared: JointOptions['isShared'],
): { readonly places: JointPlaces; readonly shared: ReadonlyMap<string, number> } {
  const shared = new Map<string, number>();
  for (const { problem } of shots) {
    for (const variable of problem.variables) {
      const name = variable.numbers[0]?.name ?? '';
      if (isShared(variable) && !shared.has(name)) shared.set(name, shared.size);
    }
  }
  let next = shared.size;
  const placed = shots.map(({ problem }) =>
    problem.variables.map((variable) =>
      isShared(variable) ? (shared.get(variable.numbers[0]?.name ?? '') as number) : next++,
    ),
  );
  return { places: { shared: shared.size, shots: placed, size: next }, shared };
}

/** Computes images, equations and deviances of all shots, one at a time. */
async function evaluated(
  shots: readonly JointShot[],
  states: readonly FitState[],
  signal: AbortSignal | undefined,
): Promise<JointShotResult[]> {
  const results: JointShotResult[] = [];
  for (const [s, { x, background: near }] of states.entries()) {
    if (signal?.aborted) throw interrupted();
    const { model, ...point } = await fittedPoint((shots[s] as JointShot).problem, x, near);
    results.push({ ...point, photons: model.photons });
  }
  return results;
}

interface JointStep {
  readonly change: Float64Array;
  readonly errors: Float64Array;
  readonly score: Float64Array;
  readonly reduced: readonly ReducedEquations[];
}

/** Equations of all shots at lambda = 0, of which nothing is held. */
function undampedEquations(
  states: readonly JointShotResult[],
  places: JointPlaces,
  restraints: readonly PlacedRestraint[],
): JointEquations {
  const undamped = states.map(({ equations }) => eliminateBackground(equations, 0));
  return jointEquations({ damped: undamped, undamped, lambda: 0 }, places, restraints, unknownsOf(states, places));
}

/** Returns the step of all unknowns; those that stand on a bound and are drawn beyond it stay. */
function jointStep(
  shots: readonly JointShot[],
  states: readonly JointShotResult[],
  places: JointPlaces,
  lambda: number,
  restraints: readonly PlacedRestraint[],
): JointStep {
  const undamped = states.map(({ equations }) => eliminateBackground(equations, 0));
  const damped = states.map(({ equations }) => eliminateBackground(equations, lambda));
  const x = unknownsOf(states, places);
  const score = jointScore(undamped, places, restraints, x);
  const held = new Set<number>();
  for (const [s, all] of places.shots.entries()) {
    for (const [i, place] of all.entries()) {
      const variable = (shots[s] as JointShot).problem.variables[i] as Variable;
      if (leavesBounds(variable, x[place] as number, score[place] as number)) held.add(place);
    }
  }
  const still = jointEquations({ damped: undamped, undamped, lambda: 0 }, places, restraints, x, held);
  const raised = jointEquations({ damped, undamped, lambda }, places, restraints, x, held);
  const change = jointChange(still, raised, damped, places);
  return { change, errors: jointErrors(still, places), score, reduced: damped };
}

/** Returns the score of all unknowns by place. */
function jointScore(
  reduced: readonly ReducedEquations[],
  { shots, size }: JointPlaces,
  restraints: readonly PlacedRestraint[],
  x: ArrayLike<number>,
): Float64Array {
  const score = new Float64Array(size);
  for (const [s, all] of shots.entries()) {
    const { score: own } = reduced[s] as ReducedEquations;
    for (const [i, place] of all.entries()) score[place] = (score[place] as number) + (own[i] as number);
  }
  for (const one of restraints) {
    const { places, score: own } = restraintEquations(one, x);
    addAt(score, places, own);
  }
  return score;
}

/** Returns a shot after a step that is cut to bounds and largest changes. */
function movedState(
  { problem }: JointShot,
  { x, background }: JointShotResult,
  { change, reduced }: JointStep,
  places: readonly number[],
  shot: number,
): FitState {
  const asked = Float64Array.from(places, (place) => change[place] as number);
  const next = moved(problem.variables, x, limitedChange(problem.variables, x, asked));
  const own = next.map((value, i) => value - (x[i] as number));
  const shift = (reduced[shot] as ReducedEquations).backgroundChange(own);
  return { x: next, background: background.map((value, i) => value + (shift[i] as number)) };
}
