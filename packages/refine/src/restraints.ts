import { type SquareMatrix, squareMatrix } from './linear-algebra';
import { slopeAt, type Variable, valueAt } from './variables';

/** A target of one number with its standard deviation: adds ((x - value)/sigma)² to the deviance. */
export interface Restraint {
  /** Name of the number in the table. */
  readonly name: string;
  readonly value: number;
  readonly sigma: number;
}

/** What restraints add to the deviance, the information and the score. */
export interface RestraintTerms {
  readonly deviance: number;
  readonly information: SquareMatrix;
  readonly score: Float64Array;
}

/** Sums restraints at the current unknowns. */
export function restraintTerms(
  restraints: readonly Restraint[],
  variables: readonly Variable[],
  x: ArrayLike<number>,
): RestraintTerms {
  const size = variables.length;
  const information = squareMatrix(size);
  const score = new Float64Array(size);
  let deviance = 0;
  for (const { name, value, sigma } of restraints) {
    for (const [i, variable] of variables.entries()) {
      const number = variable.numbers.find((one) => one.name === name);
      if (!number) continue;
      const slope = slopeAt(variable, number, x[i] as number);
      const off = value - valueAt(variable, number, x[i] as number);
      deviance += (off / sigma) ** 2;
      score[i] = (score[i] as number) + (slope * off) / sigma ** 2;
      information.values[i * size + i] = (information.values[i * size + i] as number) + (slope / sigma) ** 2;
    }
  }
  return { deviance, information, score };
}
