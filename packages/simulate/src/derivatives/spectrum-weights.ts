import { usageError } from '@braggsim/core';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { replacedAt } from './settle';

const WEIGHT = /^beam\.spectrum\.weights\.(\d+)$/;

/** Tells whether a parameter is the weight of a line of a spectrum, or the density at a knot. */
export const isSpectrumWeight = (name: string): boolean => WEIGHT.test(name);

/** A section of the beam with the weights of the lines of its spectrum, as a field that parameters may name. */
type BeamWithWeights = { readonly spectrum?: { readonly weights?: readonly number[] } };

/**
 * Returns the experiment with the weights of the file of its spectrum, where a parameter names one: `beam.spectrum.weights.3` is the weight of
 * the fourth line, or the density at the fourth knot.
 *
 * @throws BraggsimError (`usage`) for a line that is not there, and for a file with a spectrum for each image
 */
export function withWeights(
  experiment: Experiment,
  names: readonly string[],
  { spectrum }: Pick<SimulationInputs, 'spectrum'>,
): Experiment {
  const asked = names.filter(isSpectrumWeight);
  if (asked.length === 0) return experiment;
  const weights = spectrum?.perShot === false ? spectrum.shots[0]?.weights : undefined;
  const missing = asked.find((name) => weights?.[Number(WEIGHT.exec(name)?.[1])] === undefined);
  if (missing !== undefined) {
    throw usageError(
      `there is no ${missing}: expected a file of a spectrum for all images, and one of its lines from 0`,
    );
  }
  return replacedAt(experiment, ['beam', 'spectrum', 'weights'], [...(weights as Float64Array)]);
}

/** Puts the weights that an experiment of `withWeights` has into the file of its spectrum. */
export function atWeights(
  experiment: Experiment,
  inputs: SimulationInputs,
): { readonly experiment: Experiment; readonly inputs: SimulationInputs } {
  const weights = (experiment.beam as BeamWithWeights | undefined)?.spectrum?.weights;
  const { spectrum } = inputs;
  if (!weights || !spectrum) return { experiment, inputs };
  const { weights: _, ...section } = (experiment.beam?.spectrum ?? {}) as {
    readonly weights?: unknown;
  };
  const shots = spectrum.shots.map((lines) => ({ ...lines, weights: Float64Array.from(weights) }));
  return {
    experiment: { ...experiment, beam: { ...experiment.beam, spectrum: section } },
    inputs: { ...inputs, spectrum: { ...spectrum, shots } },
  };
}
