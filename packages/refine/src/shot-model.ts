import type { Experiment } from '@braggsim/experiment';
import {
  createModelEvaluator,
  type ExperimentNumbers,
  type ModelEvaluator,
  type PixelBox,
  withNumbers,
} from '@braggsim/simulate';
import { AMPLITUDES, type SeenAmplitudes } from './amplitudes';
import { type ModelSource, sourceOptions } from './model-source';
import type { ModelPoint } from './normal-equations';
import { slopeAt, type Variable, valueAt } from './variables';

/** The image of a shot as a function of its unknowns. */
export interface ShotModel {
  evaluate(x: Float64Array): Promise<ModelPoint>;
  close(): Promise<void>;
}

/** Returns the numbers of the experiment, by their paths, that the unknowns of a fit stand for. */
export function numbersAt(variables: readonly Variable[], x: ArrayLike<number>): ExperimentNumbers {
  const numbers: Record<string, number> = {};
  for (const [i, variable] of variables.entries()) {
    for (const number of variable.numbers) {
      const value = valueAt(variable, number, x[i] as number);
      for (const { parameter, factor } of number.drives) numbers[parameter] = value * factor;
    }
  }
  return numbers;
}

/** Returns the scale at unknowns: 1 where it is not among them. */
function scaleAt(variables: readonly Variable[], x: ArrayLike<number>): number {
  const place = variables.findIndex(({ group }) => group === 'scale');
  return place < 0 ? 1 : Math.exp(x[place] as number);
}

/** Returns the experiment at unknowns; the scale multiplies the fluence. */
export function experimentAt(experiment: Experiment, variables: readonly Variable[], x: ArrayLike<number>): Experiment {
  const moved = withNumbers(experiment, numbersAt(variables, x));
  const fluence = experiment.beam?.fluencePerM2;
  const scale = scaleAt(variables, x);
  if (fluence === undefined || scale === 1) return moved;
  return { ...moved, beam: { ...moved.beam, fluencePerM2: fluence * scale } };
}

type ModelValues = Awaited<ReturnType<ModelEvaluator['evaluate']>>;

/** How a variable changes a parameter of the simulation. */
interface Link {
  readonly parameter: number;
  readonly slope: (x: number) => number;
}

function linksOf(variable: Variable, parameters: readonly string[]): Link[] {
  return variable.numbers.flatMap((number) =>
    number.drives.map(({ parameter, factor }) => ({
      parameter: parameters.indexOf(parameter),
      slope: (x: number) => factor * slopeAt(variable, number, x),
    })),
  );
}

/**
 * Prepares the model of a shot over the pixels of boxes.
 *
 * @param variables with those of amplitudes last, in the order of the amplitudes
 */
export async function shotModel(
  experiment: Experiment,
  source: ModelSource,
  variables: readonly Variable[],
  boxes: readonly PixelBox[],
  {
    signal,
    amplitudes,
  }: { readonly signal?: AbortSignal | undefined; readonly amplitudes?: SeenAmplitudes | undefined } = {},
): Promise<ShotModel> {
  const others = variables.filter(({ group }) => group !== AMPLITUDES);
  const parameters = [
    ...new Set(others.flatMap(({ numbers }) => numbers.flatMap(({ drives }) => drives.map((one) => one.parameter)))),
  ];
  const links = others.map((variable) => linksOf(variable, parameters));
  const evaluator: ModelEvaluator = await createModelEvaluator(experiment, {
    parameters,
    boxes,
    ...sourceOptions(experiment, source),
    ...(signal && { signal }),
  });
  let last: { readonly values: readonly number[]; readonly image: ModelValues } | undefined;
  /** Returns the image at values; that of the last ones is known. */
  const imageAt = async (values: readonly number[]): Promise<ModelValues> => {
    if (last?.values.every((value, i) => value === values[i])) return last.image;
    const image = await evaluator.evaluate(values);
    last = { values, image };
    return image;
  };
  return {
    async evaluate(x) {
      const numbers = numbersAt(variables, x);
      const { photons, derivatives } = await imageAt(parameters.map((name) => numbers[name] as number));
      const scale = scaleAt(variables, x);
      const factors = amplitudes && pixelFactors(scale, x.subarray(others.length), amplitudes, photons.length);
      const scaled = multiplied(photons, scale, factors);
      const jacobian = others.map(({ group }, i) =>
        group === 'scale'
          ? scaled
          : combined(links[i] ?? [], x[i] as number, derivatives, scale, factors, photons.length),
      );
      const seen = amplitudes && { count: amplitudes.reflections.length, of: amplitudes.of };
      return { photons: scaled, jacobian, amplitudes: seen };
    },
    close: () => evaluator.close(),
  };
}

/** Returns the values times the factor of each pixel, or one factor for all. */
function multiplied(values: Float64Array, scale: number, factors: Float64Array | undefined): Float64Array {
  const result = new Float64Array(values.length);
  for (let p = 0; p < result.length; p++)
    result[p] = (values[p] as number) * (factors ? (factors[p] as number) : scale);
  return result;
}

function combined(
  links: readonly Link[],
  x: number,
  derivatives: readonly Float64Array[],
  scale: number,
  factors: Float64Array | undefined,
  count: number,
): Float64Array {
  const column = new Float64Array(count);
  for (const { parameter, slope } of links) {
    const rate = slope(x);
    const derivative = derivatives[parameter] as Float64Array;
    for (let p = 0; p < count; p++) column[p] = (column[p] as number) + rate * (derivative[p] as number);
  }
  for (let p = 0; p < count; p++) column[p] = (column[p] as number) * (factors ? (factors[p] as number) : scale);
  return column;
}

/** Returns what the photons of each pixel are multiplied by: the scale, and the squared ratio of its amplitude to that at the start. */
function pixelFactors(
  scale: number,
  logarithms: Float64Array,
  amplitudes: SeenAmplitudes,
  count: number,
): Float64Array {
  const factors = new Float64Array(count).fill(scale);
  const ratios = logarithms.map((value) => Math.exp(2 * value));
  for (let p = 0; p < count; p++) {
    const place = amplitudes.of[p] as number;
    if (place >= 0) factors[p] = scale * (ratios[place] as number);
  }
  return factors;
}
