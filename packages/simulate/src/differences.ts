import { COMPATIBILITY_OPTIONS, type CompatibilityOption, type CompatibilityOptionId } from '@braggsim/core/derived';
import { builtinStages, concerns, type Experiment, type SimulationInputs, type Stages } from '@braggsim/experiment';
import { type BuiltPlan, buildPlan } from './plan';
import { sameContent } from './same-content';

/** What compatibility options can change: the tables of structure factors never depend on them. */
const comparable = ({ plan, metadata }: BuiltPlan) => ({
  fixed: { ...plan.fixed, tables: Object.keys(plan.fixed.tables) },
  shot: plan.shot,
  metadata,
});

/**
 * The compatibility options in which this experiment's result differs from what the other value would give: each is set to `other`
 * and counts when the plan or the metadata change.
 *
 * @param towards `c` for differences from the C program, `corrected` for faults of the C program that matter here
 */
export async function compatibilityDifferences(
  experiment: Experiment,
  inputs: SimulationInputs,
  towards: 'c' | 'corrected',
  stages: Stages = builtinStages,
): Promise<CompatibilityOption[]> {
  const built = await buildPlan(experiment, inputs, stages);
  const present = comparable(built);
  const differing: CompatibilityOption[] = [];
  for (const option of COMPATIBILITY_OPTIONS) {
    if (built.compatibility[option.id] === option[towards] || !concerns(option.id, experiment)) continue;
    const compatibility = { ...experiment.compatibility, [option.id]: option[towards] };
    const other = await buildPlan({ ...experiment, compatibility }, inputs, stages);
    if (!sameContent(comparable(other), present)) differing.push(option);
  }
  return differing;
}

/** Returns the experiment with some compatibility options set to what the C program does. */
export const reproduceC = (experiment: Experiment, ids: readonly CompatibilityOptionId[]): Experiment => ({
  ...experiment,
  compatibility: {
    ...experiment.compatibility,
    ...Object.fromEntries(COMPATIBILITY_OPTIONS.filter((c) => ids.includes(c.id)).map((c) => [c.id, c.c])),
  },
});
