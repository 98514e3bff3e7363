import { planTerm, usageError } from '@braggsim/core';
import { type Kernel, type Plan, type Registry, termOf } from '@braggsim/core/kernel';
import { builtinStages, type Experiment } from '@braggsim/experiment';
import { numberOf, withNumbers } from './experiment-numbers';
import { builtinKernels, chooseKernel } from './kernels';
import type { ModelEvaluator, ModelEvaluatorOptions, PixelBox } from './model-evaluator';
import { type BuiltPlan, buildPlan } from './plan';

/** Steps of central differences by the last names of parameters, in their units; the first that matches counts. */
const STEPS: readonly (readonly [RegExp, number])[] = [
  [/^turn\./, 2e-4],
  [/^crystal\.cell\.(a|b|c)$/, 4e-4],
  [/^crystal\.cell\./, 4e-4],
  [/^crystal\.cells\./, 1e-3],
  [/^detector\.(distance|closeDistance)Mm/, 4e-4],
  [/^detector\.beamCentreMm/, 2e-4],
  [/^beam\.wavelengthA/, 2e-6],
  [/shift/, 2e-4],
];
const DEFAULT_STEP = 4e-4;

const stepOf = (name: string, value: number): number =>
  name === 'beam.fluencePerM2' ? value * 1e-3 : (STEPS.find(([pattern]) => pattern.test(name))?.[1] ?? DEFAULT_STEP);

/** Evaluates derivatives by central differences with one step of Richardson extrapolation: four images for each parameter. */
export async function differencedEvaluator(
  experiment: Experiment,
  { parameters, boxes, inputs = {}, stages = builtinStages, kernels = builtinKernels, signal }: ModelEvaluatorOptions,
): Promise<ModelEvaluator> {
  const start = Float64Array.from(parameters, (name) => numberOf(experiment, name));
  const frozen = await freeze(experiment, inputs, stages);
  const image = async (values: readonly number[]): Promise<Float64Array> => {
    const numbers = Object.fromEntries(parameters.map((name, i) => [name, values[i] as number]));
    const built = await planWithRealCells(withNumbers(frozen, numbers), inputs, stages);
    return imageOf(built.plan, boxes, { kernels, stages, signal });
  };
  return {
    start,
    evaluate: async (given) => {
      const values = Array.from(given);
      const photons = await image(values);
      const derivatives: Float64Array[] = [];
      for (const [p, name] of parameters.entries()) {
        const h = stepOf(name, values[p] as number);
        const moved = (by: number) => image(values.map((value, i) => (i === p ? value + by : value)));
        const [up, down, up2, down2] = [await moved(h), await moved(-h), await moved(2 * h), await moved(-2 * h)];
        derivatives.push(
          photons.map(
            (_, i) =>
              (8 * ((up[i] as number) - (down[i] as number)) - ((up2[i] as number) - (down2[i] as number))) / (12 * h),
          ),
        );
      }
      return { photons, derivatives };
    },
    close: async () => {},
  };
}

/** The experiment with its automatic choices made, so that they stay while its numbers change. */
async function freeze(experiment: Experiment, inputs: ModelEvaluatorOptions['inputs'], stages: BuiltStages) {
  const { plan, derived } = await planWithRealCells(experiment, inputs, stages);
  const { id } = plan.fixed.structure;
  return {
    ...experiment,
    background: [],
    sampling: { ...experiment.sampling, oversample: derived.oversample },
    structureFactors: {
      ...experiment.structureFactors,
      ...((id === 'nearest' || id === 'tricubic') && { interpolation: id }),
    },
  } satisfies Experiment;
}

type BuiltStages = NonNullable<ModelEvaluatorOptions['stages']>;

/** The plan of an experiment whose numbers of unit cells need not be whole. */
async function planWithRealCells(
  experiment: Experiment,
  inputs: ModelEvaluatorOptions['inputs'],
  stages: BuiltStages,
): Promise<BuiltPlan> {
  const cells = experiment.crystal?.cells;
  if (!cells || experiment.crystal?.sizeUm) return buildPlan(experiment, inputs, stages);
  const whole = cells.map((count) => Math.max(1, Math.round(count))) as unknown as typeof cells;
  const built = await buildPlan({ ...experiment, crystal: { ...experiment.crystal, cells: whole } }, inputs, stages);
  const crystal = { ...built.derived.crystal, cells };
  const term = await termOf(stages.terms, 'shape', crystal.shape);
  const specialization = term.id === 'square' ? { specialization: { small: [null, null, null] } } : {};
  const shape = planTerm(term, specialization, { ...built.derived, crystal });
  return { ...built, plan: { ...built.plan, fixed: { ...built.plan.fixed, shape } } };
}

interface Computing {
  readonly kernels: Registry<Kernel>;
  readonly stages: BuiltStages;
  readonly signal: AbortSignal | undefined;
}

/** Photons of the pixels of boxes. */
async function imageOf(
  plan: Plan,
  boxes: readonly PixelBox[],
  { kernels, stages, signal }: Computing,
): Promise<Float64Array> {
  const fixed = {
    ...plan.fixed,
    panels: plan.fixed.panels.map((panel, p) => ({ ...panel, mask: maskOf(panel, p, boxes) })),
  };
  // Differences need every digit: other kernels store their images in single precision.
  const kernel = await chooseKernel({ ...plan, fixed }, 'reference', kernels);
  const prepared = await kernel.prepare(fixed, stages.terms);
  try {
    const into = {
      photons: fixed.panels.map(({ pixelsFast, pixelsSlow }) => new Float64Array(pixelsFast * pixelsSlow)),
    };
    await prepared.run(plan.shot, { into, ...(signal && { signal }) });
    return gathered(into.photons, fixed.panels, boxes);
  } finally {
    await prepared.close();
  }
}

type Panels = Plan['fixed']['panels'];

function maskOf(
  { pixelsFast, pixelsSlow, mask, name }: Panels[number],
  panel: number,
  boxes: readonly PixelBox[],
): Uint8Array {
  const wanted = new Uint8Array(pixelsFast * pixelsSlow);
  for (const { fast, slow } of boxes.filter((box) => box.panel === panel)) {
    if (fast[0] < 0 || slow[0] < 0 || fast[1] > pixelsFast || slow[1] > pixelsSlow) {
      throw usageError(`the box fast ${fast.join('-')}, slow ${slow.join('-')} is not within panel '${name}'`);
    }
    for (let s = slow[0]; s < slow[1]; s++) wanted.fill(1, s * pixelsFast + fast[0], s * pixelsFast + fast[1]);
  }
  if (mask) for (let i = 0; i < wanted.length; i++) if (mask[i] === 0) wanted[i] = 0;
  return wanted;
}

function gathered(images: readonly Float64Array[], panels: Panels, boxes: readonly PixelBox[]): Float64Array {
  const rows = boxes.flatMap(({ panel, fast, slow }) => {
    const { pixelsFast } = panels[panel] as Panels[number];
    return Array.from({ length: slow[1] - slow[0] }, (_, s) => {
      const row = (slow[0] + s) * pixelsFast;
      return (images[panel] as Float64Array).subarray(row + fast[0], row + fast[1]);
    });
  });
  const values = new Float64Array(rows.reduce((total, row) => total + row.length, 0));
  let at = 0;
  for (const row of rows) {
    values.set(row, at);
    at += row.length;
  }
  return values;
}
