import { usageError } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { FactorsByEnergy } from '@braggsim/reflections/by-energy';
import { replacedAt } from './settle';

const KNOT = /^structureFactors\.anomalous\.(\d+)\.(f[12])\.(\d+)$/;

/** A kind of anomalous atoms with its f' and f'' at every knot, as fields that parameters may name. */
interface KindWithKnots {
  readonly f1?: readonly number[];
  readonly f2?: readonly number[];
}

/**
 * Returns the experiment with f' and f'' at the knots of those dispersion files of which a parameter names one:
 * `structureFactors.anomalous.0.f1.3` is f' in the fourth line of the first kind.
 *
 * @throws BraggsimError (`usage`) for a kind or a knot that is not there
 */
export function withKnots(
  experiment: Experiment,
  names: readonly string[],
  byEnergy: FactorsByEnergy | undefined,
): Experiment {
  return names.reduce((all, name) => {
    const [, kind, of, knot] = KNOT.exec(name) ?? [];
    if (!kind || !of || !knot) return all;
    if (experiment.beam?.spectrum?.between === 'linear') {
      throw usageError(
        `there is no derivative with respect to ${name} over a spectrum that is linear between its lines; take beam.spectrum.between: lines, or leave it out`,
      );
    }
    const curve = byEnergy?.kind === 'anomalous' ? byEnergy.kinds[Number(kind)]?.dispersion : undefined;
    const values = curve?.[of as 'f1' | 'f2'];
    if (values?.[Number(knot)] === undefined) {
      throw usageError(
        `there is no ${name}: expected a kind of structureFactors.anomalous, f1 or f2, and a line of its dispersion`,
      );
    }
    return replacedAt(all, ['structureFactors', 'anomalous', kind, of], values);
  }, experiment);
}

/** Returns structure factors with the f' and f'' that an experiment of `withKnots` has. */
export function atKnots(byEnergy: FactorsByEnergy, { structureFactors }: Experiment): FactorsByEnergy {
  if (byEnergy.kind !== 'anomalous') return byEnergy;
  const given = (structureFactors?.anomalous ?? []) as readonly KindWithKnots[];
  return {
    ...byEnergy,
    kinds: byEnergy.kinds.map((kind, i) => {
      const { f1, f2 } = given[i] ?? {};
      return { ...kind, dispersion: { ...kind.dispersion, ...(f1 && { f1 }), ...(f2 && { f2 }) } };
    }),
  };
}
