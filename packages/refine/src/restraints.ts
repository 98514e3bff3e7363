import { usageError } from '@braggsim/core';
import { AMPLITUDES } from './amplitudes';
import { type SquareMatrix, squareMatrix } from './linear-algebra';
import { covers } from './refinable-number';
import { slopeAt, type Variable, valueAt } from './variables';

/** Names of restraints of which each concerns several amplitudes: of the ratios of Friedel mates, and of the means of resolution shells. */
export const FRIEDEL = `${AMPLITUDES}.friedel`;
export const SHELL = `${AMPLITUDES}.shell`;

/** Tells whether the name of a restraint is one of those that concern several amplitudes each. */
export const isJoined = (name: string): boolean => name === FRIEDEL || name === SHELL;

/** A target of one number with its standard deviation: adds ((x - value)/sigma)² to the deviance. */
export interface Restraint {
  /** Name of the restrained number among the refined ones, such as `cell.a`. */
  readonly name: string;
  readonly value: number;
  readonly sigma: number;
}

/**
 * Returns restraints by the names of numbers: one of a group, or of several numbers that begin alike, holds for each of them. The value of those of amplitudes is relative to the
 * start, and their sigma that of the logarithm. Those of several amplitudes are left out.
 *
 * @throws BraggsimError (`usage`) for a name that is not among the free numbers
 */
export function expandedRestraints(restraints: readonly Restraint[], variables: readonly Variable[]): Restraint[] {
  return restraints.flatMap(({ name, value, sigma }): Restraint[] => {
    const numbers = variables.flatMap((variable) =>
      variable.numbers.map((number) => ({ number, group: variable.group })),
    );
    if (isJoined(name)) return [];
    if (name === AMPLITUDES) {
      return numbers
        .filter(({ group }) => group === name)
        .map(({ number }) => ({ name: number.name, value: value * number.start, sigma: sigma * value * number.start }));
    }
    const meant = numbers.filter(({ number, group }) => covers(name, { group, name: number.name }));
    if (meant.length > 0) return meant.map(({ number }) => ({ name: number.name, value, sigma }));
    if (name.startsWith(`${AMPLITUDES}.`)) return [];
    throw usageError(
      `--restrain names '${name}', which is not among the free numbers ${numbers.map(({ number }) => number.name).join(', ')}`,
    );
  });
}

/** What restraints add to the deviance, the information and the score. */
export interface RestraintTerms {
  readonly deviance: number;
  readonly information: SquareMatrix;
  readonly score: Float64Array;
}

/** Sums what restraints add to the information matrix, the score and the deviance at given unknowns. */
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
