import { type Covariance, standardDeviations } from './covariance';
import { addAt, type PlacedRestraint, restraintEquations } from './joined-restraints';
import { squareMatrix } from './linear-algebra';
import type { ReducedEquations } from './normal-equations';
import { type EliminatedShot, eliminateOwn, ownChange } from './own-unknowns';
import {
  type Block,
  denseMatrix,
  diagonalOf,
  MAX_DENSE,
  type SharedSystem,
  sharedCovariance,
  solveShared,
} from './shared-system';
import { hasPart, UNDETERMINED, type WeakDirection, weakDirections } from './undetermined';
import { MAX_EIGEN } from './weak-subspace';

/** Places of the unknowns of shots in a joint fit: the shared ones come first. */
export interface JointPlaces {
  readonly shared: number;
  /** Places of each unknown of each shot. */
  readonly shots: readonly (readonly number[])[];
  readonly size: number;
}

/** The equations of all shots after the elimination of what is their own. */
export interface JointEquations {
  readonly shots: readonly EliminatedShot[];
  readonly system: SharedSystem;
  /** Score of the shared unknowns. */
  readonly score: Float64Array;
}

/**
 * Eliminates the own unknowns of all shots and sums up what is left, in their order.
 *
 * @param damped equations of the shots with their diagonals times `1 + lambda`
 * @param undamped the same at lambda = 0
 * @param held places of unknowns that do not move
 * @param x all unknowns, by place
 */
export function jointEquations(
  {
    damped,
    undamped,
    lambda,
  }: {
    readonly damped: readonly ReducedEquations[];
    readonly undamped: readonly ReducedEquations[];
    readonly lambda: number;
  },
  places: JointPlaces,
  restraints: readonly PlacedRestraint[],
  x: ArrayLike<number>,
  held: ReadonlySet<number> = new Set(),
): JointEquations {
  const { shared: size } = places;
  const blocks: Block[] = [];
  const score = new Float64Array(size);
  const diagonal = new Float64Array(size);
  const shots = damped.map((equations, s) => {
    const all = places.shots[s] as readonly number[];
    const moving = [...all.keys()].filter((i) => !held.has(all[i] as number));
    const isShared = (i: number) => (all[i] as number) < size;
    const common = moving.filter(isShared);
    const from = undamped[s] as ReducedEquations;
    const shot = eliminateOwn(
      from,
      equations,
      moving.filter((i) => !isShared(i)),
      common,
    );
    blocks.push({ places: common.map((i) => all[i] as number), matrix: shot.information });
    for (const [g, i] of common.entries()) {
      const place = all[i] as number;
      score[place] = (score[place] as number) + (shot.score[g] as number);
      diagonal[place] =
        (diagonal[place] as number) + (from.information.values[i * (from.information.size + 1)] as number);
    }
    return shot;
  });
  for (const one of restraints) {
    const { places: moving, matrix, diagonal: own, score: drawn } = restraintEquations(one, x, { lambda, held });
    addAt(score, moving, drawn);
    addAt(diagonal, moving, own);
    blocks.push({ places: moving, matrix });
  }
  return { shots, system: { size, blocks, diagonal }, score };
}

/** Returns the change of all unknowns, by place, that solves the damped equations. */
export function jointChange(
  undamped: JointEquations,
  damped: JointEquations,
  reduced: readonly ReducedEquations[],
  places: JointPlaces,
): Float64Array {
  const change = new Float64Array(places.size);
  const shared = solveShared(undamped.system, damped.system, damped.score);
  change.set(shared);
  for (const [s, shot] of damped.shots.entries()) {
    const all = places.shots[s] as readonly number[];
    const own = ownChange(
      shot,
      (reduced[s] as ReducedEquations).score,
      shot.common.map((i) => shared[all[i] as number] as number),
    );
    for (const [k, i] of shot.own.entries()) change[all[i] as number] = own[k] as number;
  }
  return change;
}

/** What the information says of the errors of all unknowns. */
export interface JointCovariance {
  /** Covariance of the shared unknowns; empty where they are too many for a matrix. */
  readonly shared: Covariance;
  /** Variances of the shared unknowns; NaN for those that are not determined. */
  readonly variances: Float64Array;
  /** Covariance of the unknowns of each shot, in their order. */
  readonly shots: readonly Covariance[];
  /** Combinations that are not determined, by place. */
  readonly weak: readonly WeakDirection[];
}

const EMPTY: Covariance = { matrix: squareMatrix(0), determined: [] };

/** Returns the covariance of the unknowns of all shots, from their equations at lambda = 0. */
export function jointCovariance({ shots, system }: JointEquations, places: JointPlaces): JointCovariance {
  const found = sharedCovariance(system);
  const weak = system.size > MAX_DENSE ? [] : weakDirections(denseMatrix(system), UNDETERMINED, system.diagonal);
  const entry = (i: number, j: number): number => {
    if (found instanceof Float64Array) return i === j ? (found[i] as number) || 0 : 0;
    return found.matrix.values[i * found.matrix.size + j] as number;
  };
  const isDetermined = (place: number): boolean =>
    found instanceof Float64Array ? !Number.isNaN(found[place]) : (found.determined[place] as boolean);
  const extended = weak.map((one) => extendedDirection(one, shots, places));
  return {
    shared: found instanceof Float64Array ? EMPTY : found,
    variances: Float64Array.from({ length: system.size }, (_, i) => (isDetermined(i) ? entry(i, i) : Number.NaN)),
    shots: shots.map((shot, s) =>
      shotCovariance(shot, places.shots[s] as readonly number[], { entry, isDetermined, extended }),
    ),
    weak: extended,
  };
}

/** Returns the standard deviations of all unknowns by place; NaN for those that are not determined or do not move. */
export function jointErrors(equations: JointEquations, places: JointPlaces): Float64Array {
  const errors = new Float64Array(places.size).fill(Number.NaN);
  if (equations.system.size > MAX_EIGEN) return leastErrors(equations, places, errors);
  const { shots } = jointCovariance(equations, places);
  for (const [s, covariance] of shots.entries()) {
    const all = places.shots[s] as readonly number[];
    for (const [i, error] of standardDeviations(covariance).entries()) {
      if (error > 0) errors[all[i] as number] = error;
    }
  }
  return errors;
}

/** Fills in the errors that unknowns would have if the others of their kind were known: no larger than theirs, and found without a matrix. */
function leastErrors({ shots, system }: JointEquations, places: JointPlaces, errors: Float64Array): Float64Array {
  for (const [place, value] of diagonalOf(system).entries()) if (value > 0) errors[place] = 1 / Math.sqrt(value);
  for (const [s, { own, inverse, determined }] of shots.entries()) {
    const all = places.shots[s] as readonly number[];
    for (const [k, i] of own.entries()) {
      const variance = inverse.values[k * (own.length + 1)] as number;
      if (determined[k] && variance > 0) errors[all[i] as number] = Math.sqrt(variance);
    }
  }
  return errors;
}

/** Returns a direction of shared unknowns with what the own unknowns of all shots do along it. */
function extendedDirection(
  { eigenvalue, direction, scaled }: WeakDirection,
  shots: readonly EliminatedShot[],
  places: JointPlaces,
): WeakDirection {
  const all = new Float64Array(places.size);
  const inUnits = new Float64Array(places.size);
  all.set(direction);
  inUnits.set(scaled);
  for (const [s, { own, common, inverse, coupling }] of shots.entries()) {
    const placed = places.shots[s] as readonly number[];
    for (const [k, i] of own.entries()) {
      const change = -common.reduce(
        (sum, j, g) => sum + (coupling[k * common.length + g] as number) * (direction[placed[j] as number] as number),
        0,
      );
      const place = placed[i] as number;
      all[place] = change;
      // In units of the error that the number has where the shared ones are known.
      const variance = inverse.values[k * (own.length + 1)] as number;
      inUnits[place] = variance > 0 ? change / Math.sqrt(variance) : 0;
    }
  }
  const length = Math.hypot(...inUnits);
  return { eigenvalue, direction: all, scaled: inUnits.map((value) => value / length) };
}

function shotCovariance(
  { own, common, inverse, coupling, determined }: EliminatedShot,
  all: readonly number[],
  shared: {
    readonly entry: (i: number, j: number) => number;
    readonly isDetermined: (place: number) => boolean;
    readonly extended: readonly WeakDirection[];
  },
): Covariance {
  const size = all.length;
  const [n, m] = [own.length, common.length];
  const matrix = squareMatrix(size);
  const set = (i: number, j: number, value: number): void => {
    matrix.values[i * size + j] = value;
    matrix.values[j * size + i] = value;
  };
  const of = common.map((i) => all[i] as number);
  const block = squareMatrix(m);
  for (let g = 0; g < m; g++) {
    for (let k = 0; k <= g; k++) {
      const value = shared.entry(of[g] as number, of[k] as number);
      block.values[g * m + k] = value;
      block.values[k * m + g] = value;
      set(common[g] as number, common[k] as number, value);
    }
  }
  // Covariance of own and shared unknowns: -A⁻¹K C.
  const mixed = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let g = 0; g < m; g++) {
      let sum = 0;
      for (let k = 0; k < m; k++) sum -= (coupling[i * m + k] as number) * (block.values[k * m + g] as number);
      mixed[i * m + g] = sum;
      set(own[i] as number, common[g] as number, sum);
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = inverse.values[i * n + j] as number;
      for (let g = 0; g < m; g++) sum -= (mixed[i * m + g] as number) * (coupling[j * m + g] as number);
      set(own[i] as number, own[j] as number, sum);
    }
  }
  const known = all.map(() => false);
  const isWeak = (place: number) => shared.extended.some(({ scaled }) => hasPart(scaled[place] as number));
  for (const [k, i] of own.entries()) known[i] = (determined[k] as boolean) && !isWeak(all[i] as number);
  for (const i of common) known[i] = shared.isDetermined(all[i] as number) && !isWeak(all[i] as number);
  return { matrix, determined: known };
}
