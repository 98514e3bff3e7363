import { standardDeviations } from './covariance';
import type { RefinedShot } from './refined-shot';
import { lowerUnknown, slopeAt, upperUnknown, type Variable, valueAt } from './variables';

/** A row of the table of refined numbers. */
export interface RefinedNumber {
  readonly name: string;
  readonly unit: string;
  readonly start: number;
  readonly value: number;
  /** Standard deviation; null where the images determine none. */
  readonly esd: number | null;
  /** Standard deviation times sigmaZ, where sigmaZ is above 1. */
  readonly esdScaled: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly free: boolean;
  readonly shared: boolean;
  readonly atBound: boolean;
  readonly restraint: { readonly value: number; readonly sigma: number } | null;
}

/** Returns a number that JSON can hold; null for one that is not finite. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** What the table of a shot is made of. */
type Refined = Pick<RefinedShot, 'variables' | 'x' | 'covariance' | 'sigmaZ' | 'restrained'>;

/** Returns the refined numbers of a shot in the order of tables. */
export function refinedNumbers(
  { variables, x, covariance, sigmaZ, restrained }: Refined,
  isShared: (variable: Variable) => boolean = () => false,
): RefinedNumber[] {
  const errors = standardDeviations(covariance);
  return variables.flatMap((variable, i) =>
    variable.numbers.map((number): RefinedNumber => {
      const at = x[i] as number;
      const first = variable.numbers[0]?.start ?? 0;
      const ratio = first === 0 ? 1 : number.start / first;
      const error = Math.abs(slopeAt(variable, number, at)) * (errors[i] as number);
      const restraint = restrained.find(({ name }) => name === number.name);
      return {
        name: number.name,
        unit: number.unit,
        start: number.start,
        value: valueAt(variable, number, at),
        esd: finite(error),
        esdScaled: finite(error * Math.max(1, sigmaZ)),
        lower: finite(variable.lower * ratio),
        upper: finite(variable.upper * ratio),
        free: true,
        shared: isShared(variable),
        atBound: at === lowerUnknown(variable) || at === upperUnknown(variable),
        restraint: restraint ? { value: restraint.value, sigma: restraint.sigma } : null,
      };
    }),
  );
}

/** Returns the covariance of the free numbers in natural units, in the order of the table; null in rows of numbers without an error. */
export function numberCovariance({ variables, x, covariance }: Refined): {
  readonly names: readonly string[];
  readonly matrix: readonly (readonly (number | null)[])[];
} {
  const rows = variables.flatMap((variable, i) =>
    variable.numbers.map((number) => ({ i, name: number.name, slope: slopeAt(variable, number, x[i] as number) })),
  );
  const { matrix, determined } = covariance;
  return {
    names: rows.map(({ name }) => name),
    matrix: rows.map((one) =>
      rows.map((other) =>
        determined[one.i] && determined[other.i]
          ? finite(one.slope * other.slope * (matrix.values[one.i * matrix.size + other.i] as number))
          : null,
      ),
    ),
  };
}
