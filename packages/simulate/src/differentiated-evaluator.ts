import { usageError } from '@braggsim/core';
import type { Plan } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import { differentiableModel } from './derivatives/model';
import type { ModelEvaluator, ModelEvaluatorOptions, PixelBox } from './model-evaluator';

/**
 * Checks that boxes lie within their panels.
 *
 * @throws BraggsimError (`usage`) for one that does not
 */
function checkBoxes(boxes: readonly PixelBox[], { panels }: Plan['fixed']): void {
  for (const { panel: index, fast, slow } of boxes) {
    const panel = panels[index];
    if (!panel) throw usageError(`there is no panel ${index}; there are ${panels.length}, from 0`);
    const within = fast[0] >= 0 && slow[0] >= 0 && fast[1] <= panel.pixelsFast && slow[1] <= panel.pixelsSlow;
    if (within && fast[0] < fast[1] && slow[0] < slow[1]) continue;
    throw usageError(
      `the box fast ${fast.join('-')}, slow ${slow.join('-')} is not within panel '${panel.name}' of ${panel.pixelsFast} x ${panel.pixelsSlow} pixels`,
    );
  }
}

/** A background of no photons. */
const NOTHING: Experiment['background'] = [{ kind: 'water', thicknessUm: 0 }];

/** Returns the experiment without its background; one that has nothing else has an image of zeros. */
const withoutBackground = (experiment: Experiment): Experiment => ({
  ...experiment,
  background: !experiment.crystal && !experiment.crystals && experiment.background?.length ? NOTHING : [],
});

/**
 * Creates the evaluator of a model whose photons and derivatives are computed from the same graph, in the pixels of boxes. The
 * background of the experiment is left out.
 *
 * @param given experiment at the start
 * @throws BraggsimError (`usage`) for a box beyond its panel or a parameter without derivatives
 */
export async function differentiatedEvaluator(
  given: Experiment,
  { parameters, boxes, signal, ...options }: ModelEvaluatorOptions,
): Promise<ModelEvaluator> {
  const model = await differentiableModel(withoutBackground(given), parameters, options);
  checkBoxes(boxes, model.built.plan.fixed);
  return {
    start: model.start,
    evaluate: async (values) =>
      model.differentiator.run({ ...(await model.differentiatedAt(values)), boxes, ...(signal && { signal }) }),
    close: () => model.differentiator.close(),
  };
}
