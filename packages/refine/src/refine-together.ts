import { units, vector, type Warning } from '@braggsim/core';
import { aboveBackground, measuredCentroids, offsetsOf, weightedCentroids } from './centroids';
import { type Covariance, covarianceOf, standardDeviations } from './covariance';
import { fitQuality, isPoor } from './fit-quality';
import { fitTogether, type JointFit, type JointShot } from './fit-together';
import { squareMatrix } from './linear-algebra';
import { derivedFrom, type ModelSource, withoutMatrix } from './model-source';
import type { RefinedShot, RefineOptions, ShotStatus } from './refined-shot';
import type { SharedReport } from './report';
import { experimentAt, type ShotModel, shotModel } from './shot-model';
import { numberCovariance, refinedNumbers } from './shot-numbers';
import { undeterminedReports } from './undetermined-report';
import type { Variable } from './variables';

/** A shot that was refined by itself, with the contents of its files. */
export interface RefinedAlone {
  readonly refined: RefinedShot;
  readonly source: ModelSource;
}

/** Shots after a joint refinement, and what they share. */
export interface RefinedTogether {
  readonly shots: readonly RefinedShot[];
  readonly shared: SharedReport;
}

/** Whether an unknown is among the names of shared ones: those of groups or of single numbers. */
export const isNamed = (names: readonly string[], { group, numbers }: Variable): boolean =>
  names.some((name) => name === group || numbers.some((number) => number.name === name));

/**
 * Refines shots together that were refined by themselves: the named numbers take one value for all of them.
 *
 * @param names of groups or numbers
 * @throws BraggsimError (`interrupted`) when the signal is raised
 */
export async function refineTogether(
  alone: readonly RefinedAlone[],
  names: readonly string[],
  { tolerance, maxEvaluations }: Pick<RefineOptions, 'tolerance' | 'maxEvaluations'>,
  signal?: AbortSignal,
): Promise<RefinedTogether> {
  const isShared = (variable: Variable) => isNamed(names, variable);
  const common = commonStart(alone, isShared);
  const models: ShotModel[] = [];
  try {
    const shots: JointShot[] = [];
    for (const [s, { refined, source }] of alone.entries()) {
      const variables = refined.variables.map((variable) => common.get(nameOf(variable))?.variable ?? variable);
      const model = await shotModel(refined.start, withoutMatrix(source), variables, refined.pixels.boxes, signal);
      models.push(model);
      const x = refined.x.map((value, i) => common.get(nameOf(variables[i] as Variable))?.x ?? value);
      shots.push({
        problem: {
          pixels: refined.pixels,
          variables,
          // A restraint of a shared number counts once.
          restraints: refined.restrained.filter(
            ({ name }) =>
              s === 0 || !variables.some((one) => isShared(one) && one.numbers.some((n) => n.name === name)),
          ),
          evaluate: (at) => model.evaluate(at),
        },
        start: { x, background: refined.background },
      });
    }
    const joint = await fitTogether(shots, { tolerance, maxEvaluations, isShared, signal });
    const covariance = covarianceOf(joint.information);
    const refined = alone.map((shot, s) => finished(shot, shots[s] as JointShot, joint, covariance, s));
    return { shots: refined, shared: sharedReport(refined, shots, joint, covariance, isShared) };
  } finally {
    for (const model of models) await model.close();
  }
}

const nameOf = ({ numbers: [first] }: Variable): string => first?.name ?? '';

/** Shared unknowns and where they start: the mean of what the shots gave, weighted with their errors. */
function commonStart(alone: readonly RefinedAlone[], isShared: (variable: Variable) => boolean) {
  const sums = new Map<string, { readonly variable: Variable; sum: number; weight: number }>();
  for (const { refined } of alone) {
    const errors = standardDeviations(refined.covariance);
    for (const [i, variable] of refined.variables.entries()) {
      if (!isShared(variable)) continue;
      const name = nameOf(variable);
      const entry = sums.get(name) ?? { variable, sum: 0, weight: 0 };
      sums.set(name, entry);
      const error = errors[i] as number;
      const weight = error > 0 ? 1 / error ** 2 : Number.MIN_VALUE;
      // A logarithm is relative to the start of its own shot.
      const first = entry.variable.numbers[0]?.start ?? 1;
      const offset = variable.logarithmic ? Math.log((variable.numbers[0]?.start ?? 1) / first) : 0;
      entry.sum += weight * ((refined.x[i] as number) + offset);
      entry.weight += weight;
    }
  }
  return new Map([...sums].map(([name, { variable, sum, weight }]) => [name, { variable, x: sum / weight }]));
}

/** The part of a covariance that belongs to some unknowns. */
function partOf({ matrix, determined }: Covariance, places: readonly number[]): Covariance {
  const part = squareMatrix(places.length);
  for (const [i, row] of places.entries()) {
    for (const [j, column] of places.entries()) {
      part.values[i * places.length + j] = matrix.values[row * matrix.size + column] as number;
    }
  }
  return { matrix: part, determined: places.map((place) => determined[place] as boolean) };
}

function finished(
  { refined, source }: RefinedAlone,
  { problem: { variables, pixels } }: JointShot,
  joint: JointFit,
  covariance: Covariance,
  shot: number,
): RefinedShot {
  const { x, background, model, deviance } = joint.shots[shot] as JointFit['shots'][number];
  const quality = fitQuality(pixels, model.photons, background, variables.length);
  const poor = isPoor(quality);
  const experiment = experimentAt(refined.start, variables, x);
  const { crystal } = derivedFrom(experiment, withoutMatrix(source));
  const direct = vector.mapBasis([crystal.a, crystal.b, crystal.c], (v) => vector.scale(v, units.toAngstrom(1)));
  const status: ShotStatus = !joint.converged ? 'stopped' : poor ? 'poor' : 'converged';
  const warnings: Warning[] = refined.warnings.filter(({ id }) => id !== 'undetermined');
  return {
    ...refined,
    status,
    refined: experiment,
    variables,
    x,
    covariance: partOf(covariance, joint.places[shot] as readonly number[]),
    undetermined: [],
    evaluations: refined.evaluations + joint.evaluations,
    iterations: refined.iterations + joint.iterations,
    deviance,
    degreesOfFreedom: quality.degreesOfFreedom,
    sigmaZ: quality.sigmaZ,
    rFactor: quality.rFactor,
    offsets: {
      start: refined.offsets.start,
      end: offsetsOf(measuredCentroids(pixels), aboveBackground(pixels, model.photons)),
    },
    reciprocal: [...vector.reciprocal(direct)],
    modelPhotons: model.photons,
    background,
    boxSigmaZ: quality.boxSigmaZ,
    modelCentroids: weightedCentroids(pixels, (p) => model.photons[pixels.index[p] as number] as number),
    warnings,
  };
}

/** Values, covariance and undetermined combinations of what the shots share. */
function sharedReport(
  refined: readonly RefinedShot[],
  shots: readonly JointShot[],
  joint: JointFit,
  covariance: Covariance,
  isShared: (variable: Variable) => boolean,
): SharedReport {
  const entries = new Map<number, { readonly variable: Variable; readonly x: number }>();
  const all: { variable: Variable; x: number }[] = [];
  for (const [s, { problem }] of shots.entries()) {
    for (const [i, variable] of problem.variables.entries()) {
      const place = joint.places[s]?.[i] as number;
      const entry = { variable: named(variable, s, isShared), x: joint.shots[s]?.x[i] as number };
      all[place] = entry;
      if (isShared(variable)) entries.set(place, entry);
    }
  }
  const places = [...entries.keys()].sort((one, other) => one - other);
  const shared = {
    variables: places.map((place) => (entries.get(place) as { variable: Variable }).variable),
    x: Float64Array.from(places, (place) => (entries.get(place) as { x: number }).x),
    covariance: partOf(covariance, places),
    sigmaZ: Math.max(...refined.map(({ sigmaZ }) => sigmaZ)),
    restrained: refined[0]?.restrained ?? [],
  };
  const weak = undeterminedReports(
    joint.information,
    all.map(({ variable }) => variable),
    all.map(({ x }) => x),
  );
  return {
    parameters: refinedNumbers(shared, () => true),
    covariance: numberCovariance(shared),
    undetermined: weak
      .filter(({ exact }) => exact)
      .map(({ eigenvalue, direction, sentence }) => ({ eigenvalue, direction, sentence })),
  };
}

/** A variable whose numbers name their shot where they are its own. */
const named = (variable: Variable, shot: number, isShared: (variable: Variable) => boolean): Variable =>
  isShared(variable)
    ? variable
    : {
        ...variable,
        numbers: variable.numbers.map((number) => ({ ...number, name: `shot ${shot + 1}: ${number.name}` })),
      };
