import { CHOICES, type Choice, type ChoiceId, type Experiment, type Registry, type Term } from '@braggsim/core';
import { contentHash } from './hash';
import type { SimulationInputs } from './inputs';
import { type BuiltPlan, buildPlan } from './plan';
import { builtinTerms } from './terms';

/** What the choices can change: the tables of structure factors never depend on them. */
const comparable = ({ plan, metadata }: BuiltPlan): string =>
  contentHash({ fixed: { ...plan.fixed, tables: Object.keys(plan.fixed.tables) }, shot: plan.shot, metadata });

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
  terms: Registry<Term> = builtinTerms,
): Promise<Choice[]> {
  const built = await buildPlan(experiment, inputs, terms);
  const hash = comparable(built);
  const differing: Choice[] = [];
  for (const choice of CHOICES) {
    if (built.choices[choice.id] === choice[towards] || !choice.concerns(experiment)) continue;
    const choices = { ...experiment.choices, [choice.id]: choice[towards] };
    if (comparable(await buildPlan({ ...experiment, choices }, inputs, terms)) !== hash) differing.push(choice);
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
