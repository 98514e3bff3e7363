import { usageError } from '@braggsim/core';
import type { Differentiator, Kernel, Plan, PlanDerivative, Registry } from '@braggsim/core/kernel';
import { builtinStages, type Experiment, type SimulationInputs, type Stages } from '@braggsim/experiment';
import { numberOf, withNumbers } from '../experiment-numbers';
import { builtinKernels, chooseKernel, kernelOptions } from '../kernels';
import { type BuiltPlan, buildPlan } from '../plan';
import { differentiatePlan } from './differentiate-plan';
import { refuseEdges } from './edges';
import { planAtValues } from './model-plan';
import { type NumberingContext, planNumbers } from './plan-numbers';
import { checkDifferentiable, settle } from './settle';
import { structureTableSlope } from './structure-table';

/** What a model is differentiated with. */
export interface DifferentiationOptions {
  readonly inputs?: SimulationInputs | undefined;
  readonly stages?: Stages | undefined;
  readonly kernels?: Registry<Kernel> | undefined;
}

/** A plan at values of parameters, and its derivatives with respect to each. */
export interface PlanAtValues {
  readonly plan: Plan;
  readonly by: readonly PlanDerivative[];
}

/** An experiment as a function of some of its numbers. */
export interface DifferentiableModel {
  readonly built: BuiltPlan;
  /** Values of the parameters in the experiment. */
  readonly start: Float64Array;
  /** Works out the plan at other values, with its derivatives. */
  differentiatedAt(values: ArrayLike<number>): Promise<PlanAtValues>;
  /** Works out the plan alone. */
  planAt(values: ArrayLike<number>): Promise<Plan>;
  readonly differentiator: Differentiator;
}

/**
 * Prepares an experiment for the evaluation of derivatives.
 *
 * @throws BraggsimError (`usage`) for a parameter that the experiment does not have or that has no derivative, and for a kernel
 * without derivatives
 */
export async function differentiableModel(
  experiment: Experiment,
  parameters: readonly string[],
  { inputs = {}, stages = builtinStages, kernels = builtinKernels }: DifferentiationOptions,
): Promise<DifferentiableModel> {
  for (const name of parameters) checkDifferentiable(name);
  const built = await buildPlan(experiment, inputs, stages);
  const settled = settle(experiment, parameters, built);
  const start = Float64Array.from(parameters, (name) => numberOf(settled, name));
  // Rotations that are rounded to single precision have no derivatives: those of the ones that are not are taken.
  const compatibility = { ...built.compatibility, angles: 'float64' } as const;
  const context: NumberingContext = { inputs, stages, compatibility, built };
  const kernel = await chooseKernel(built.plan, experiment.sampling?.kernel, kernels);
  if (!kernel.differentiator) {
    throw usageError(`the ${kernel.id} kernel computes no derivatives; take the cpu or the reference kernel`);
  }
  const differentiator = await kernel.differentiator(stages.terms, kernelOptions(experiment));
  const numbersOf = (values: ArrayLike<number>) =>
    Object.fromEntries(parameters.map((name, i) => [name, values[i] as number]));
  const planAt = async (values: ArrayLike<number>) =>
    planAtValues(built, await planNumbers(context, withNumbers(settled, numbersOf(values))));
  return {
    built,
    start,
    differentiator,
    planAt,
    differentiatedAt: async (values) => {
      const numbers = numbersOf(values);
      const here = await planNumbers(context, withNumbers(settled, numbers));
      const { shot } = planAtValues(built, here);
      const differentiated = [];
      for (const name of parameters) {
        const one = await differentiatePlan(context, { settled, numbers }, here, shot, name);
        const derivative = { ...one.derivative, ...structureTableSlope(name, inputs, built) };
        await refuseEdges(derivative, built, stages);
        differentiated.push({ ...one, derivative });
      }
      return {
        plan: planAtValues(
          built,
          here,
          differentiated.map(({ terms }) => terms),
        ),
        by: differentiated.map(({ derivative }) => derivative),
      };
    },
  };
}
