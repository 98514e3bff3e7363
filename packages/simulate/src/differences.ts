import { CHOICES, type Choice, type ChoiceId } from '@braggsim/core/derived';
import { builtinStages, concerns, type Experiment, type SimulationInputs, type Stages } from '@braggsim/experiment';
import { type BuiltPlan, buildPlan } from './plan';
import { sameContent } from './same-content';

/** What the choices can change: the tables of structure factors never depend on them. */
const comparable = ({ plan, metadata }: BuiltPlan) => ({
  fixed: { ...plan.fixed, tables: Object.keys(plan.fixed.tables) },
  shot: plan.shot,
  metadata,
});

/**
 * The choices in which this experiment's result differs from what the other value would give: each is set to `other`
 * and counts when the plan or the metadata change.
 *
 * @param towards `c` for differences from the C program, `corrected` for faults of the C program that matter here
 */
export async function differingChoices(
  experiment: Experiment,
  inputs: SimulationInputs,
  towards: 'c' | 'corrected',
  stages: Stages = builtinStages,
): Promise<Choice[]> {
  const built = await buildPlan(experiment, inputs, stages);
  const present = comparable(built);
  const differing: Choice[] = [];
  for (const choice of CHOICES) {
    if (built.choices[choice.id] === choice[towards] || !concerns(choice.id, experiment)) continue;
    const choices = { ...experiment.choices, [choice.id]: choice[towards] };
    const other = await buildPlan({ ...experiment, choices }, inputs, stages);
    if (!sameContent(comparable(other), present)) differing.push(choice);
  }
  return differing;
}

/** The experiment with some choices set to what the C program does. */
export const restore = (experiment: Experiment, ids: readonly ChoiceId[]): Experiment => ({
  ...experiment,
  choices: {
    ...experiment.choices,
    ...Object.fromEntries(CHOICES.filter((c) => ids.includes(c.id)).map((c) => [c.id, c.c])),
  },
});
