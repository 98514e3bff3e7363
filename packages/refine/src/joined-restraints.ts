import { type SquareMatrix, squareMatrix } from './linear-algebra';
import type { Variable } from './variables';

/** A target of a weighted sum of unknowns: adds ((sum - value)/sigma)² to the deviance. */
export interface JoinedRestraint {
  /** Weights by the name of the first number of each unknown. */
  readonly weights: readonly (readonly [name: string, weight: number])[];
  readonly value: number;
  readonly sigma: number;
}

/** A joined restraint by the places of its unknowns. */
export interface PlacedRestraint {
  readonly weights: readonly (readonly [place: number, weight: number])[];
  readonly value: number;
  readonly sigma: number;
}

/** Returns restraints by the places of unknowns; they name unknowns that have one. */
export const placedRestraints = (
  restraints: readonly JoinedRestraint[],
  placeOf: (name: string) => number | undefined,
): PlacedRestraint[] =>
  restraints.map(({ weights, ...target }) => ({
    ...target,
    weights: weights.flatMap(([name, weight]) => {
      const place = placeOf(name);
      return place === undefined ? [] : [[place, weight] as const];
    }),
  }));

/** Returns restraints by the places of the unknowns of one shot. */
export function restraintsAmong(
  restraints: readonly JoinedRestraint[],
  variables: readonly Variable[],
): PlacedRestraint[] {
  if (restraints.length === 0) return [];
  const places = new Map(variables.map(({ numbers: [first] }, i) => [first?.name ?? '', i]));
  return placedRestraints(restraints, (name) => places.get(name));
}

const distance = ({ weights, value }: PlacedRestraint, x: ArrayLike<number>): number =>
  weights.reduce((rest, [place, weight]) => rest - weight * (x[place] as number), value);

/** Computes the deviance that joined restraints add at given unknowns: the sum of squared distances in units of their sigma. */
export const joinedDeviance = (restraints: readonly PlacedRestraint[], x: ArrayLike<number>): number =>
  restraints.reduce((sum, one) => sum + (distance(one, x) / one.sigma) ** 2, 0);

/** What a joined restraint adds to the equations of its unknowns. */
export interface RestraintEquations {
  readonly places: readonly number[];
  /** Information with its diagonal times `1 + lambda`. */
  readonly matrix: SquareMatrix;
  /** Diagonal of the information at lambda = 0. */
  readonly diagonal: Float64Array;
  readonly score: Float64Array;
}

/**
 * Returns what a joined restraint adds to the equations of those of its unknowns that move.
 *
 * @param x all unknowns, by place
 * @param held places of unknowns that do not move
 */
export function restraintEquations(
  one: PlacedRestraint,
  x: ArrayLike<number>,
  { lambda = 0, held }: { readonly lambda?: number; readonly held?: ReadonlySet<number> } = {},
): RestraintEquations {
  const perVariance = 1 / one.sigma ** 2;
  const drawn = distance(one, x) * perVariance;
  const moving = one.weights.filter(([place]) => !held?.has(place));
  const size = moving.length;
  const matrix = squareMatrix(size);
  for (const [i, [, weight]] of moving.entries()) {
    for (const [j, [, other]] of moving.entries()) {
      matrix.values[i * size + j] = (i === j ? 1 + lambda : 1) * weight * other * perVariance;
    }
  }
  return {
    places: moving.map(([place]) => place),
    matrix,
    diagonal: Float64Array.from(moving, ([, weight]) => weight * weight * perVariance),
    score: Float64Array.from(moving, ([, weight]) => weight * drawn),
  };
}

/** Adds values to those of places. */
export function addAt(sums: Float64Array, places: readonly number[], values: Float64Array): void {
  for (const [i, place] of places.entries()) sums[place] = (sums[place] as number) + (values[i] as number);
}

/** Adds joined restraints to an information matrix and a score. */
export function addJoined(
  { information: { size, values }, score }: { readonly information: SquareMatrix; readonly score: Float64Array },
  restraints: readonly PlacedRestraint[],
  x: ArrayLike<number>,
): void {
  for (const one of restraints) {
    const { places, matrix, score: own } = restraintEquations(one, x);
    addAt(score, places, own);
    for (const [i, row] of places.entries()) {
      for (const [j, column] of places.entries()) {
        const at = row * size + column;
        values[at] = (values[at] as number) + (matrix.values[i * matrix.size + j] as number);
      }
    }
  }
}
