import { usageError } from '@braggsim/core';
import type { Differentiator, Kernel, Plan, PlanDerivative, Registry } from '@braggsim/core/kernel';
import { sumOfPlans } from '@braggsim/core/plans';
import { aboutCrystal, builtinStages, type Experiment, type SimulationInputs, type Stages } from '@braggsim/experiment';
import { numberOf, withNumbers } from '../experiment-numbers';
import { builtinKernels, chooseKernel, kernelOptions } from '../kernels';
import { type BuiltPart, type BuiltPlan, buildPlan } from '../plan';
import { differentiatePlan } from './differentiate-plan';
import { withKnots } from './dispersion-knots';
import { refuseEdges } from './edges';
import { planAtValues } from './model-plan';
import { nameInPart, withScale } from './part-names';
import { type NumberingContext, planNumbers } from './plan-numbers';
import { checkDifferentiable, settle } from './settle';
import { withWeights } from './spectrum-weights';
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

/** One of the plans that an image is the sum of, as a function of parameters. */
interface PartModel {
  /** The parameters as they are called in the experiment of the part; undefined where it does not have one. */
  readonly names: readonly (string | undefined)[];
  /** Values of the parameters; undefined where the part does not have one. */
  readonly start: readonly (number | undefined)[];
  differentiatedAt(values: ArrayLike<number>): Promise<PlanAtValues>;
  planAt(values: ArrayLike<number>): Promise<Plan>;
}

function partModel(
  { experiment, inputs, built }: Pick<BuiltPart, 'experiment' | 'inputs' | 'built'>,
  names: PartModel['names'],
  stages: Stages,
): PartModel {
  const own = names.filter((name) => name !== undefined);
  const settled = withWeights(withKnots(settle(experiment, own, built), own, inputs.byEnergy), own, inputs);
  // Rotations that are rounded to single precision have no derivatives: those of the ones that are not are taken.
  const compatibility = { ...built.compatibility, angles: 'float64' } as const;
  const context: NumberingContext = { inputs, stages, compatibility, built };
  const numbersOf = (values: ArrayLike<number>) =>
    Object.fromEntries(names.flatMap((name, i) => (name === undefined ? [] : [[name, values[i] as number]])));
  return {
    names,
    start: names.map((name) => (name === undefined ? undefined : numberOf(settled, name))),
    planAt: async (values) => planAtValues(built, await planNumbers(context, withNumbers(settled, numbersOf(values)))),
    differentiatedAt: async (values) => {
      const numbers = numbersOf(values);
      const here = await planNumbers(context, withNumbers(settled, numbers));
      const { shot } = planAtValues(built, here);
      const differentiated = [];
      for (const name of own) {
        const one = await differentiatePlan(context, { settled, numbers }, here, shot, name);
        const derivative = { ...one.derivative, ...structureTableSlope(name, inputs, built, numbers[name] ?? 0) };
        await refuseEdges(derivative, built, stages);
        differentiated.push({ ...one, derivative });
      }
      const plan = planAtValues(
        built,
        here,
        differentiated.map(({ terms }) => terms),
      );
      const byName = new Map(differentiated.map(({ derivative }, i) => [own[i], derivative]));
      return { plan, by: names.map((name) => byName.get(name) ?? { name: name ?? '' }) };
    },
  };
}

/**
 * Prepares an experiment for the evaluation of derivatives. Those of one crystal of several are called `crystals.1.cell.0`.
 *
 * @throws BraggsimError (`usage`) for a parameter that the experiment does not have or that has no derivative, and for a kernel
 * without derivatives
 */
export async function differentiableModel(
  experiment: Experiment,
  parameters: readonly string[],
  { inputs = {}, stages = builtinStages, kernels = builtinKernels }: DifferentiationOptions,
): Promise<DifferentiableModel> {
  const built = await buildPlan(experiment, inputs, stages);
  const parts = built.parts?.map(withScale) ?? [{ experiment, inputs, built, entry: undefined }];
  const models: PartModel[] = [];
  const within = <T>({ entry }: Pick<BuiltPart, 'entry'>, run: () => T | Promise<T>) =>
    entry === undefined ? run() : aboutCrystal(entry, run);
  for (const part of parts) {
    const names = parameters.map((name) => ('scale' in part ? nameInPart(name, part) : name));
    const model = await within(part, () => {
      for (const name of names) if (name !== undefined) checkDifferentiable(name);
      return partModel(part, names, stages);
    });
    models.push(model);
  }
  const start = Float64Array.from(parameters, (name, i) => {
    const value = models.map((model) => model.start[i]).find((x) => x !== undefined);
    // What no part has is not in the experiment either: the message is that of `numberOf`.
    return value ?? numberOf(experiment, name);
  });
  const kernel = await chooseKernel(built.plan, experiment.sampling?.kernel, kernels);
  if (!kernel.differentiator) {
    throw usageError(`the ${kernel.id} kernel computes no derivatives; take the cpu, the gpu or the reference kernel`);
  }
  const differentiator = await kernel.differentiator(stages.terms, kernelOptions(experiment));
  const ofAll = async <T>(of: (model: PartModel) => Promise<T>): Promise<[T, ...T[]]> => {
    const all: T[] = [];
    for (const [i, model] of models.entries()) all.push(await within(parts[i] as BuiltPart, () => of(model)));
    return all as [T, ...T[]];
  };
  return {
    built,
    start,
    differentiator,
    planAt: async (values) => sumOfPlans(await ofAll((model) => model.planAt(values))),
    differentiatedAt: async (values) => {
      const [first, ...others] = await ofAll((model) => model.differentiatedAt(values));
      return {
        plan: sumOfPlans([first.plan, ...others.map(({ plan }) => plan)]),
        by: parameters.map((name, i): PlanDerivative => {
          const further = others.map(({ by }) => ({ ...by[i], name }));
          return { ...first.by[i], name, ...(further.length > 0 && { further }) };
        }),
      };
    },
  };
}
