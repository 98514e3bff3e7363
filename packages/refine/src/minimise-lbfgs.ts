import { CONVERGED_FALL } from './damping';
import { dot } from './linear-algebra';
import type { FitProblem, FitState, MinimiseOptions, Minimum } from './minimise';
import { fittedPoint, reducedScore } from './minimise';
import { eliminateBackground } from './normal-equations';
import { leavesBounds, limitedChange, moved, type Variable } from './variables';

/** Pairs of steps and changes of the gradient that stand for the curvature. */
const MEMORY = 12;
/** Part of the fall that the gradient promises with which a step is content. */
const ENOUGH = 1e-4;
const SHORTER = 0.3;
const SHORTEST = 1e-6;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  /** 1 / (step . change) */
  readonly inverse: number;
}

/** Returns the step against a gradient, by the two loops of Nocedal. */
function direction(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.slice();
  const parts = new Map<Pair, number>();
  for (const pair of [...pairs].reverse()) {
    const part = pair.inverse * dot(pair.step, q);
    parts.set(pair, part);
    for (let i = 0; i < q.length; i++) q[i] = (q[i] as number) - part * (pair.change[i] as number);
  }
  const last = pairs.at(-1);
  const size = last ? dot(last.step, last.change) / dot(last.change, last.change) : 1;
  const r = q.map((value) => value * size);
  for (const pair of pairs) {
    const part = (parts.get(pair) as number) - pair.inverse * dot(pair.change, r);
    for (let i = 0; i < r.length; i++) r[i] = (r[i] as number) + part * (pair.step[i] as number);
  }
  return r.map((value) => -value);
}

/**
 * Minimises the deviance by L-BFGS on the unknowns divided by their standard deviations at the start, with bounds by an active set
 * (Nocedal and Wright, Numerical Optimization, algorithm 7.4). No matrix of the unknowns is solved in a step, which pays for thousands
 * of them; it takes many more evaluations.
 */
export async function minimiseLbfgs(
  problem: FitProblem,
  start: FitState,
  { tolerance, maxEvaluations }: MinimiseOptions,
): Promise<Minimum> {
  const { variables } = problem;
  let current = await fittedPoint(problem, start.x, start.background);
  let [evaluations, iterations, converged] = [1, 0, false];
  const { information } = eliminateBackground(current.equations, 0);
  const scale = Float64Array.from({ length: variables.length }, (_, i) => {
    const diagonal = information.values[i * (variables.length + 1)] as number;
    return diagonal > 0 ? 1 / Math.sqrt(diagonal) : 0;
  });
  /** Returns the gradient of half the deviance by the scaled unknowns; 0 for those that are held on a bound. */
  const gradientOf = ({ x, equations }: typeof current): Float64Array =>
    reducedScore(equations).map((value, i) =>
      leavesBounds(variables[i] as Variable, x[i] as number, value) ? 0 : -value * (scale[i] as number),
    );
  let gradient = gradientOf(current);
  let pairs: Pair[] = [];
  while (!converged && evaluations < maxEvaluations) {
    let along = direction(gradient, pairs);
    if (dot(along, gradient) >= 0) {
      pairs = [];
      along = gradient.map((value) => -value);
    }
    let length = 1;
    let next: typeof current | undefined;
    let step = along;
    while (next === undefined && length >= SHORTEST && evaluations < maxEvaluations) {
      const asked = along.map((value, i) => value * length * (scale[i] as number));
      const x = moved(variables, current.x, limitedChange(variables, current.x, asked));
      step = x.map((value, i) => (scale[i] === 0 ? 0 : (value - (current.x[i] as number)) / (scale[i] as number)));
      const tried = await fittedPoint(problem, x, current.background);
      evaluations++;
      if (current.deviance - tried.deviance >= -2 * ENOUGH * dot(step, gradient)) next = tried;
      else length *= SHORTER;
    }
    if (next === undefined) {
      // No step along the gradient lowers the deviance any more: it is rounding that is left, or a wrong curvature.
      if (pairs.length === 0 || evaluations >= maxEvaluations) break;
      pairs = [];
      continue;
    }
    iterations++;
    const after = gradientOf(next);
    const change = after.map((value, i) => value - (gradient[i] as number));
    const curvature = dot(step, change);
    if (curvature > 1e-12 * dot(change, change)) {
      pairs = [...pairs, { step, change, inverse: 1 / curvature }].slice(-MEMORY);
    }
    const fall = current.deviance - next.deviance;
    current = next;
    gradient = after;
    const flat = gradient.every((value) => Math.abs(value) <= tolerance);
    converged = flat && fall < CONVERGED_FALL && step.every((value) => Math.abs(value) <= tolerance);
  }
  converged ||= gradient.every((value) => Math.abs(value) <= tolerance / 10);
  return { ...current, evaluations, iterations, converged };
}
