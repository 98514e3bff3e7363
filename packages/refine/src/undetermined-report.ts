import type { SquareMatrix } from './linear-algebra';
import { ILL_CONDITIONED, UNDETERMINED, type WeakDirection, weakDirections } from './undetermined';
import { slopeAt, type Variable } from './variables';

/** A combination of numbers that the images do not determine, or hardly. */
export interface UndeterminedReport {
  /** Eigenvalue of the information matrix, scaled to unit diagonal. */
  readonly eigenvalue: number;
  /** Weights of numbers in their natural units, the largest 1. */
  readonly direction: Readonly<Record<string, number>>;
  readonly sentence: string;
  /** Whether the combination keeps its start value; otherwise it is only determined badly. */
  readonly exact: boolean;
}

/** Weights of the scaled direction below which a number has no part in a combination. */
const MIN_PART = 1e-3;

/** Returns the combinations that the information matrix does not determine, with a sentence each. */
export const undeterminedReports = (
  information: SquareMatrix,
  variables: readonly Variable[],
  x: ArrayLike<number>,
): UndeterminedReport[] => directionReports(weakDirections(information, ILL_CONDITIONED), variables, x);

/** Describes directions that are not determined. */
export function directionReports(
  directions: readonly WeakDirection[],
  variables: readonly Variable[],
  x: ArrayLike<number>,
): UndeterminedReport[] {
  return directions.map(({ eigenvalue, direction, scaled }) => {
    const weights = variables.flatMap((variable, i) =>
      Math.abs(scaled[i] as number) < MIN_PART
        ? []
        : variable.numbers.map(
            (number) => [number.name, slopeAt(variable, number, x[i] as number) * (direction[i] as number)] as const,
          ),
    );
    const largest = weights.reduce((best, [, weight]) => (Math.abs(weight) > Math.abs(best) ? weight : best), 0);
    const exact = eigenvalue < UNDETERMINED;
    const names = weights.map(([name]) => name);
    return {
      eigenvalue,
      direction: Object.fromEntries(weights.map(([name, weight]) => [name, largest === 0 ? 0 : weight / largest])),
      sentence: sentenceOf(names, exact),
      exact,
    };
  });
}

const inWords = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

function sentenceOf(names: readonly string[], exact: boolean): string {
  if (names.length === 1) {
    return exact
      ? `${names[0]} has no effect on the pixels used; it keeps its start value`
      : `${names[0]} has hardly any effect on the pixels used`;
  }
  const scaled = names.every((name) => /^(cell\.[abc]|wavelength|scale|f-hkl|ncells|distance)/.test(name));
  const verb = scaled ? 'can be scaled together' : 'can be changed together';
  return exact
    ? `${inWords(names)} ${verb} without any effect on the pixels used; this combination keeps its start value, so fix one of them`
    : `${inWords(names)} ${verb} with hardly any effect on the pixels used`;
}
