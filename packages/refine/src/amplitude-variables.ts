import { usageError } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import { AMPLITUDES, keyOf, type SeenAmplitudes } from './amplitudes';
import { bounded, type FreeChoice } from './refinable';
import type { Variable } from './variables';

/** Factor by which an amplitude may change. */
const MAX_RATIO = 10;
const LARGEST_STEP = 1;

/** Tells whether a user frees the amplitudes of reflections. */
export const freesAmplitudes = ({ free, fix }: Pick<FreeChoice, 'free' | 'fix'>): boolean =>
  free.includes(AMPLITUDES) && !fix.includes(AMPLITUDES);

/**
 * Refuses amplitudes where a pixel does not belong to one reflection.
 *
 * @throws BraggsimError (`usage`)
 */
export function checkAmplitudes({ structureFactors, crystals, crystal }: Experiment, interpolation: string): void {
  const reason =
    (crystals?.length ?? 0) > 0
      ? 'the experiment has several crystals'
      : (crystal?.neighbours ?? 0) > 0
        ? 'crystal.neighbours adds several reflections at a pixel'
        : structureFactors?.anomalous || structureFactors?.channels
          ? 'amplitudes follow the energy of the photons; refine dispersion, or leave structureFactors.anomalous and channels out'
          : structureFactors?.structure !== undefined || /tricubic/i.test(interpolation)
            ? 'structure factors between reflections are interpolated; give structureFactors.interpolation: nearest'
            : undefined;
  if (reason) throw usageError(`${AMPLITUDES} cannot be refined: ${reason}`);
}

/** Returns the name of an amplitude in tables. */
export const amplitudeName = (hkl: readonly [number, number, number]): string => `${AMPLITUDES}.${keyOf(hkl)}`;

/** Returns the unknowns of amplitudes: logarithms of one for each reflection that is seen. */
export const amplitudeVariables = (
  { reflections }: SeenAmplitudes,
  { bounds }: Pick<FreeChoice, 'bounds'>,
): Variable[] =>
  reflections.map(({ hkl, amplitude }) => {
    const number = {
      group: AMPLITUDES,
      name: amplitudeName(hkl),
      unit: 'e',
      start: amplitude,
      logarithmic: true,
      lower: amplitude / MAX_RATIO,
      upper: amplitude * MAX_RATIO,
      maxStep: LARGEST_STEP,
      drives: [],
    };
    const { lower, upper } = bounded(number, bounds);
    const { group, logarithmic, maxStep, name, unit, start, drives } = number;
    return { group, numbers: [{ name, unit, start, drives }], logarithmic, lower, upper, maxStep };
  });

/** Tells whether a reflection is kept as it is. */
export const isFixed = (hkl: readonly [number, number, number], { fix }: Pick<FreeChoice, 'fix'>): boolean =>
  fix.includes(amplitudeName(hkl));
