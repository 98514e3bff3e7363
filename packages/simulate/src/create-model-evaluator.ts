import type { Experiment } from '@braggsim/experiment';
import { differentiatedEvaluator } from './differentiated-evaluator';
import type { ModelEvaluator, ModelEvaluatorOptions } from './model-evaluator';

/**
 * Prepares a simulation for the evaluation of its boxes at other values of some of its numbers. Kernel, precision and threads
 * are those of `experiment.sampling`.
 *
 * @throws BraggsimError (`usage`) for a parameter that the experiment does not have or that has no derivative, and for boxes
 * beyond their panel
 */
export const createModelEvaluator = (experiment: Experiment, options: ModelEvaluatorOptions): Promise<ModelEvaluator> =>
  differentiatedEvaluator(experiment, options);
