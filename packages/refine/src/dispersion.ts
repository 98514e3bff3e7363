import { units, usageError } from '@braggsim/core';
import { formatG } from '@braggsim/core/text';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { type AnomalousKind, type DispersionCurve, dispersionOf } from '@braggsim/reflections/by-energy';
import type { RefinableNumber } from './refinable-number';

/** The name by which f' and f'' are freed. */
export const DISPERSION = 'dispersion';

/** Relative difference below which energies are the same. */
const SAME_ENERGY = 1e-9;
/** Relative distance from the energies of the beam up to which f' and f'' are kept, so that the wavelength may be refined as well. */
const ENERGY_MARGIN = 0.05;
/** Largest change of f' and f'' from the start, electrons. */
const MAX_CHANGE = 20;

type Kinds = NonNullable<NonNullable<Experiment['structureFactors']>['anomalous']>;

/** f' and f'' of a kind of atoms by energy. */
type EnergyCurve = Required<Pick<Kinds[number], 'energiesEv' | 'f1' | 'f2'>>;

/** Returns the curve by ascending energy, near those of a beam. */
function energyCurve({ by, at, f1, f2 }: DispersionCurve, energies: readonly number[]): EnergyCurve {
  const rows = at.map((x, i) => {
    const energyEv = by === 'energyEv' ? x : units.energyOfWavelength(units.fromAngstrom(x));
    return [energyEv, f1[i] as number, f2[i] as number] as const;
  });
  rows.sort(([a], [b]) => a - b);
  const least = Math.min(...energies) * (1 - ENERGY_MARGIN);
  const most = Math.max(...energies) * (1 + ENERGY_MARGIN);
  const first = Math.max(
    0,
    rows.findLastIndex(([energy]) => energy < least),
  );
  const end = rows.findIndex(([energy]) => energy > most);
  const kept = rows.slice(Math.min(first, rows.length - 2), end < 0 ? undefined : Math.max(end + 1, first + 2));
  const column = (i: 0 | 1 | 2) => kept.map((row) => row[i]);
  return { energiesEv: column(0), f1: column(1), f2: column(2) };
}

/** Significant digits of an energy in a name. */
const ENERGY_DIGITS = 12;

/** Returns what the names of f' and f'' at an energy (eV) end with. */
export const energySuffix = (energyEv: number): string => `.${formatG(energyEv, ENERGY_DIGITS)}`;

/** Energies of a beam that differ, eV, in ascending order. */
export function energiesOf(wavelengths: ArrayLike<number>): number[] {
  const all = Array.from(wavelengths, units.energyOfWavelength).sort((a, b) => a - b);
  return all.filter((energy, i) => i === 0 || energy - (all[i - 1] as number) > SAME_ENERGY * energy);
}

/**
 * Returns an experiment that lists f' and f'' of its kinds of atoms; one without such atoms as it is.
 *
 * @param energies of the beam, eV
 */
export function withListedDispersion(
  experiment: Experiment,
  { byEnergy }: SimulationInputs,
  energies: readonly number[],
): Experiment {
  const { structureFactors } = experiment;
  if (byEnergy?.kind !== 'anomalous' || !structureFactors?.anomalous) return experiment;
  const anomalous = structureFactors.anomalous.map(({ dispersion: _file, ...kind }, i) => ({
    ...kind,
    ...energyCurve((byEnergy.kinds[i] as AnomalousKind).dispersion, energies),
  }));
  return { ...experiment, structureFactors: { ...structureFactors, anomalous } };
}

/** Returns inputs whose structure factors have f' and f'' as an experiment lists them. */
export function withDispersionOf({ structureFactors }: Experiment, inputs: SimulationInputs): SimulationInputs {
  const { byEnergy } = inputs;
  const listed = structureFactors?.anomalous;
  if (byEnergy?.kind !== 'anomalous' || !listed) return inputs;
  const kinds = byEnergy.kinds.map((kind, i): AnomalousKind => {
    const { energiesEv: at, f1, f2 } = listed[i] ?? {};
    return at && f1 && f2 ? { ...kind, dispersion: { name: kind.dispersion.name, by: 'energyEv', at, f1, f2 } } : kind;
  });
  return { ...inputs, byEnergy: { ...byEnergy, kinds } };
}

/** Returns the names of kinds of atoms: their elements, numbered where several kinds are of one. */
function labelsOf(kinds: Kinds): string[] {
  return kinds.map(({ element }, i) => {
    const several = kinds.filter((other) => other.element === element).length > 1;
    return several ? `${element}${kinds.slice(0, i + 1).filter((other) => other.element === element).length}` : element;
  });
}

/**
 * Returns f' and f'' of an experiment that lists them: of a beam of one energy one of each for a kind, else one of each at every listed energy that
 * bears on the beam.
 *
 * @param energies of the beam, eV
 * @throws BraggsimError (`usage`) where no anomalous scattering follows the energy, and over a spectrum that is linear between its lines
 */
export function dispersionNumbers(
  { beam, structureFactors }: Experiment,
  energies: readonly number[],
): RefinableNumber[] {
  const kinds = structureFactors?.anomalous;
  if (!kinds) {
    throw usageError(
      `${DISPERSION} needs atoms whose f' and f'' follow the energy: give structureFactors.anomalous with a model, or leave ${DISPERSION} out`,
    );
  }
  if (beam?.spectrum?.between === 'linear') {
    throw usageError(
      `${DISPERSION} is not refined over a spectrum that is linear between its lines; give beam.spectrum.between: lines, or leave ${DISPERSION} out`,
    );
  }
  const labels = labelsOf(kinds);
  return kinds.flatMap(({ energiesEv = [], f1 = [], f2 = [] }, kind) => {
    const curve: DispersionCurve = { name: labels[kind] as string, by: 'energyEv', at: energiesEv, f1, f2 };
    const used = energiesEv.flatMap((energy, i) => {
      const [before = Number.NEGATIVE_INFINITY, after = Number.POSITIVE_INFINITY] = [
        energiesEv[i - 1],
        energiesEv[i + 1],
      ];
      const bears = energies.some((one) => one === energy || (one > before && one < after));
      return bears ? [i] : [];
    });
    const [only] = energies;
    const channels =
      energies.length === 1 && only !== undefined
        ? [{ suffix: '', knots: used, ...dispersionOf(curve, only) }]
        : used.map((i) => ({
            suffix: energySuffix(energiesEv[i] as number),
            knots: [i],
            real: f1[i] as number,
            imaginary: f2[i] as number,
          }));
    return channels.flatMap(({ suffix, knots, real, imaginary }) =>
      (['f1', 'f2'] as const).map((of): RefinableNumber => {
        const start = of === 'f1' ? real : imaginary;
        return {
          group: DISPERSION,
          name: `${DISPERSION}.${labels[kind]}.${of}${suffix}`,
          unit: 'e',
          start,
          logarithmic: false,
          lower: of === 'f1' ? start - MAX_CHANGE : Math.min(0, start),
          upper: start + MAX_CHANGE,
          maxStep: Number.POSITIVE_INFINITY,
          drives: knots.map((knot) => ({ parameter: `structureFactors.anomalous.${kind}.${of}.${knot}`, factor: 1 })),
        };
      }),
    );
  });
}
