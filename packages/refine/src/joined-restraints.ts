import type { SquareMatrix } from './linear-algebra';
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

/** Adds a joined restraint to a score. */
export function addScore(score: Float64Array, one: PlacedRestraint, x: ArrayLike<number>): void {
  const drawn = distance(one, x) / one.sigma ** 2;
  for (const [place, weight] of one.weights) score[place] = (score[place] as number) + weight * drawn;
}

/** Adds joined restraints to an information matrix and a score. */
export function addJoined(
  { information: { size, values }, score }: { readonly information: SquareMatrix; readonly score: Float64Array },
  restraints: readonly PlacedRestraint[],
  x: ArrayLike<number>,
): void {
  for (const one of restraints) {
    const perVariance = 1 / one.sigma ** 2;
    addScore(score, one, x);
    for (const [i, weight] of one.weights) {
      for (const [j, other] of one.weights) {
        const at = i * size + j;
        values[at] = (values[at] as number) + weight * other * perVariance;
      }
    }
  }
}
