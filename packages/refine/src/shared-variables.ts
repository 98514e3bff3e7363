import { standardDeviations } from './covariance';
import { DISPERSION, energySuffix } from './dispersion';
import { derivedFrom, type ModelSource, withoutMatrix } from './model-source';
import { covers } from './refinable-number';
import type { RefinedShot } from './refined-shot';
import { beamNumbers } from './start-model';
import type { Variable } from './variables';

/** A shot that was refined by itself, with the contents of its files. */
export interface RefinedAlone {
  readonly refined: RefinedShot;
  readonly source: ModelSource;
}

/** Tells whether an unknown is among the names of shared ones: those of groups or of numbers. */
export const isNamed = (names: readonly string[], { group, numbers }: Variable): boolean =>
  names.some((name) => numbers.some((number) => covers(name, { group, name: number.name })));

/** Returns the name by which shots share an unknown: that of its first number. */
export const nameOf = ({ numbers: [first] }: Variable): string => first?.name ?? '';

/**
 * Returns shots in whose names f' and f'' at the energy of a beam bear that energy (eV), where shots of several energies share them: only shots of
 * one energy have the same values.
 */
export function withEnergyNames(alone: readonly RefinedAlone[], names: readonly string[]): RefinedAlone[] {
  const isDispersion = (variable: Variable) => variable.group === DISPERSION && isNamed(names, variable);
  const suffixes = alone.map(({ refined, source }) => {
    if (!refined.variables.some(isDispersion)) return undefined;
    const { energiesEv } = beamNumbers(derivedFrom(refined.start, withoutMatrix(source)));
    return energiesEv.length === 1 ? energySuffix(energiesEv[0] as number) : undefined;
  });
  if (new Set(suffixes).size < 2) return [...alone];
  return alone.map((one, s) => {
    const suffix = suffixes[s];
    if (suffix === undefined) return one;
    const variables = one.refined.variables.map((variable) =>
      isDispersion(variable)
        ? { ...variable, numbers: variable.numbers.map((number) => ({ ...number, name: `${number.name}${suffix}` })) }
        : variable,
    );
    return { ...one, refined: { ...one.refined, variables } };
  });
}

/** The start of a joint fit, for the unknowns that shots share. */
export interface CommonStart {
  /** Returns an unknown of a shot with start and bounds of all shots, where it is shared; it drives the parameters of its own shot. */
  variable(own: Variable): Variable;
  /** Returns the value at which a shared unknown starts. */
  x(own: Variable): number | undefined;
}

/** Returns where shared unknowns start: at the mean of what the shots gave, weighted with their errors. */
export function commonStart(alone: readonly RefinedAlone[], isShared: (variable: Variable) => boolean): CommonStart {
  const sums = new Map<string, { readonly first: Variable; sum: number; weight: number }>();
  for (const { refined } of alone) {
    const errors = standardDeviations(refined.covariance);
    for (const [i, variable] of refined.variables.entries()) {
      if (!isShared(variable)) continue;
      const name = nameOf(variable);
      const entry = sums.get(name) ?? { first: variable, sum: 0, weight: 0 };
      sums.set(name, entry);
      const error = errors[i] as number;
      const weight = error > 0 ? 1 / error ** 2 : Number.MIN_VALUE;
      // A logarithm is relative to the start of its own shot.
      const start = entry.first.numbers[0]?.start ?? 1;
      const offset = variable.logarithmic ? Math.log((variable.numbers[0]?.start ?? 1) / start) : 0;
      entry.sum += weight * ((refined.x[i] as number) + offset);
      entry.weight += weight;
    }
  }
  return {
    variable(own) {
      const entry = sums.get(nameOf(own));
      if (!entry) return own;
      const { lower, upper, numbers } = entry.first;
      const starts = new Map(numbers.map(({ name, start }) => [name, start]));
      return {
        ...own,
        lower,
        upper,
        numbers: own.numbers.map((number) => ({ ...number, start: starts.get(number.name) ?? number.start })),
      };
    },
    x(own) {
      const entry = sums.get(nameOf(own));
      return entry && entry.sum / entry.weight;
    },
  };
}
