import { waterScale } from '@braggsim/background';
import {
  COMPATIBILITY_OPTIONS,
  type Compatibility,
  type CompatibilityOption,
  type CompatibilityOptionId,
} from '@braggsim/core/derived';
import {
  builtinStages,
  compatibilityOf,
  concerns,
  type Experiment,
  type SimulationInputs,
  type Stages,
} from '@braggsim/experiment';
import { surfaceTerm } from '@braggsim/geometry';
import { derive } from './derive';
import { sameContent } from './same-content';
import { singleParts } from './single-parts';
import { impliedFactors } from './terms-plan';

/**
 * Returns everything in a plan that compatibility options can change, without the tables and terms that make plans expensive: the
 * derived quantities, and which factors, surface and backgrounds follow from them.
 */
function effectsOf(
  experiment: Experiment,
  inputs: SimulationInputs,
  compatibility: Compatibility,
  stages: Pick<Stages, 'sources'>,
) {
  const { derived } = derive(experiment, inputs, compatibility, stages);
  const { background = [], detector, sampling } = experiment;
  const hasWater = background.some(({ kind, thicknessUm }) => kind === 'water' && thicknessUm !== 0);
  return {
    derived,
    factors: impliedFactors(experiment, derived, compatibility),
    surface: detector?.surface ?? surfaceTerm(derived.detector, compatibility).id,
    water: hasWater ? waterScale(derived.beam.fluence, compatibility) : undefined,
    culledBackground: (sampling?.dMinA ?? 0) > 0 ? compatibility.culledBackground : 'stays',
  };
}

/**
 * Lists the compatibility options that make a difference to an experiment: those that are not at the wanted value, and
 * where that value would change the plan or the metadata of its images. No plan is built for it, and options that cannot
 * concern the experiment are not tried.
 *
 * @param towards `c` for differences from the C program, `corrected` for faults of the C program that matter here
 * @throws BraggsimError (`usage`, `data`) where the experiment cannot be resolved
 */
export function compatibilityDifferences(
  experiment: Experiment,
  inputs: SimulationInputs,
  towards: 'c' | 'corrected',
  stages: Pick<Stages, 'sources'> = builtinStages,
): CompatibilityOption[] {
  const present = compatibilityOf(experiment);
  const candidates = COMPATIBILITY_OPTIONS.filter(
    (option) => present[option.id] !== option[towards] && concerns(option.id, experiment),
  );
  if (candidates.length === 0) return [];
  const parts = singleParts(experiment, inputs) ?? [{ experiment, inputs }];
  const effectsWith = (options: Compatibility) =>
    parts.map((part) => effectsOf(part.experiment, part.inputs, options, stages));
  const effects = effectsWith(present);
  return candidates.filter((option) => {
    const other = { ...present, [option.id]: option[towards] };
    return !sameContent(effectsWith(other), effects);
  });
}

/** Returns an experiment with some compatibility options set to what the C program does. */
export const reproduceC = (experiment: Experiment, ids: readonly CompatibilityOptionId[]): Experiment => ({
  ...experiment,
  compatibility: {
    ...experiment.compatibility,
    ...Object.fromEntries(COMPATIBILITY_OPTIONS.filter((c) => ids.includes(c.id)).map((c) => [c.id, c.c])),
  },
});
