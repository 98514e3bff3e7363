import type { Warning } from '@braggsim/core';
import type { Covariance } from './covariance';
import type { JointFit, JointShot } from './fit-together';
import type { RefinedShot } from './refined-shot';
import type { SharedReport } from './report';
import { MAX_DENSE } from './shared-system';
import { numberCovariance, refinedNumbers } from './shot-numbers';
import { directionReports } from './undetermined-report';
import type { Variable } from './variables';

/** Returns values, covariance and undetermined combinations of what the shots share, with warnings of the joint refinement. */
export function sharedReport(
  refined: readonly RefinedShot[],
  shots: readonly JointShot[],
  joint: JointFit,
  { isShared, warnings }: { readonly isShared: (variable: Variable) => boolean; readonly warnings: readonly Warning[] },
): SharedReport {
  const entries = new Map<number, { readonly variable: Variable; readonly x: number }>();
  const all: { variable: Variable; x: number }[] = [];
  for (const [s, { problem }] of shots.entries()) {
    for (const [i, variable] of problem.variables.entries()) {
      const place = joint.places.shots[s]?.[i] as number;
      const entry = { variable: named(variable, s, isShared), x: joint.shots[s]?.x[i] as number };
      all[place] = entry;
      if (isShared(variable)) entries.set(place, entry);
    }
  }
  const places = [...entries.keys()].sort((one, other) => one - other);
  const { covariance } = joint;
  const common = {
    sigmaZ: refined.reduce((most, { sigmaZ }) => Math.max(most, sigmaZ), 0),
    restrained: refined.flatMap(({ restrained }) => restrained),
  };
  const variables = places.map((place) => (entries.get(place) as { variable: Variable }).variable);
  const x = Float64Array.from(places, (place) => (entries.get(place) as { x: number }).x);
  const shared = { variables, x, covariance: covariance.shared, ...common };
  const alone = (i: number) => {
    const variance = covariance.variances[i] as number;
    const own: Covariance = {
      matrix: { size: 1, values: Float64Array.of(variance) },
      determined: [!Number.isNaN(variance)],
    };
    return { variables: variables.slice(i, i + 1), x: x.subarray(i, i + 1), covariance: own, ...common };
  };
  const weak = directionReports(
    joint.covariance.weak,
    all.map(({ variable }) => variable),
    all.map(({ x }) => x),
  );
  return {
    parameters: places.flatMap((_, i) => refinedNumbers(alone(i), () => true)),
    covariance: covariance.shared.matrix.size === 0 ? { names: [], matrix: [] } : numberCovariance(shared),
    undetermined: weak
      .filter(({ exact }) => exact)
      .map(({ eigenvalue, direction, sentence }) => ({ eigenvalue, direction, sentence })),
    warnings: [...warnings, ...approximateErrors(covariance)].map(({ message }) => message),
  };
}

/** Returns a warning where the shared numbers are too many for a covariance. */
const approximateErrors = ({ shared, variances }: JointFit['covariance']): Warning[] =>
  shared.matrix.size === variances.length
    ? []
    : [
        {
          id: 'approximate-errors',
          message: `the shots share ${variances.length} numbers, and a covariance is computed of at most ${MAX_DENSE}: standard deviations are those that each number would have if the other shared ones were known, which is too small, and combinations that the images do not determine are not looked for; refine parts of the list for errors of all`,
        },
      ];

/** Returns a variable whose numbers name their shot where they are its own. */
const named = (variable: Variable, shot: number, isShared: (variable: Variable) => boolean): Variable =>
  isShared(variable)
    ? variable
    : {
        ...variable,
        numbers: variable.numbers.map((number) => ({ ...number, name: `shot ${shot + 1}: ${number.name}` })),
      };
