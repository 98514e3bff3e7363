import { usageError } from '@braggsim/core';
import type { Differentiator, Plan } from '@braggsim/core/kernel';
import { builtinStages, type Experiment } from '@braggsim/experiment';
import { differentiatePlan } from './derivatives/differentiate-plan';
import { planAtValues } from './derivatives/model-plan';
import { type NumberingContext, planNumbers } from './derivatives/plan-numbers';
import { checkDifferentiable, settle } from './derivatives/settle';
import { numberOf, withNumbers } from './experiment-numbers';
import { builtinKernels, chooseKernel, kernelOptions } from './kernels';
import type { ModelEvaluator, ModelEvaluatorOptions, PixelBox } from './model-evaluator';
import { buildPlan } from './plan';

/** @throws BraggsimError (`usage`) for a box that is not within its panel */
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

/** Evaluates a model with exact derivatives: tables by differences of their numbers, the sample loop by its derivatives. */
export async function differentiatedEvaluator(
  given: Experiment,
  { parameters, boxes, inputs = {}, stages = builtinStages, kernels = builtinKernels, signal }: ModelEvaluatorOptions,
): Promise<ModelEvaluator> {
  for (const name of parameters) checkDifferentiable(name);
  const experiment: Experiment = { ...given, background: [] };
  const built = await buildPlan(experiment, inputs, stages);
  checkBoxes(boxes, built.plan.fixed);
  const settled = settle(experiment, parameters, built);
  const start = Float64Array.from(parameters, (name) => numberOf(settled, name));
  const context: NumberingContext = {
    inputs,
    stages,
    compatibility: { ...built.compatibility, angles: 'float64' },
    built,
  };
  const kernel = await chooseKernel(built.plan, experiment.sampling?.kernel, kernels);
  if (!kernel.differentiator) throw usageError(`the ${kernel.id} kernel has no derivatives; take the cpu kernel`);
  const differentiator: Differentiator = await kernel.differentiator(stages.terms, kernelOptions(experiment));
  return {
    start,
    evaluate: async (values) => {
      const numbers = Object.fromEntries(parameters.map((name, i) => [name, values[i] as number]));
      const here = await planNumbers(context, withNumbers(settled, numbers));
      const { shot } = planAtValues(built, here);
      const differentiated = [];
      for (const name of parameters) {
        differentiated.push(await differentiatePlan(context, { settled, numbers }, here, shot, name));
      }
      const plan = planAtValues(
        built,
        here,
        differentiated.map(({ terms }) => terms),
      );
      return differentiator.run({
        plan,
        by: differentiated.map(({ derivative }) => derivative),
        boxes,
        ...(signal && { signal }),
      });
    },
    close: () => differentiator.close(),
  };
}
