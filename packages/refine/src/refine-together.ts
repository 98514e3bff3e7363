import { units, vector, type Warning } from '@braggsim/core';
import { joinedRestraints, unseenRestraints } from './amplitude-restraints';
import { amplitudeVariables, checkAmplitudes, freesAmplitudes, isFixed } from './amplitude-variables';
import {
  AMPLITUDES,
  amplitudesWhere,
  keyOf,
  type SeenAmplitudes,
  seenAmplitudes,
  type UniqueReflection,
} from './amplitudes';
import { aboveBackground, measuredCentroids, offsetsOf, weightedCentroids } from './centroids';
import type { Covariance } from './covariance';
import { fitQuality, isPoor } from './fit-quality';
import { fitTogether, type JointFit, type JointShot } from './fit-together';
import { type JoinedRestraint, restraintsAmong } from './joined-restraints';
import { modelPool } from './model-pool';
import { derivedFrom, withoutMatrix } from './model-source';
import type { RefinedShot, RefineOptions, ShotStatus } from './refined-shot';
import type { SharedReport } from './report';
import { expandedRestraints, type Restraint } from './restraints';
import { sharedReport } from './shared-report';
import { commonStart, isNamed, type RefinedAlone, withEnergyNames } from './shared-variables';
import { experimentAt, type ShotModel, shotModel } from './shot-model';
import type { Variable } from './variables';

/** Models that are open at a time: those of a list of few shots need not be prepared twice. */
const OPEN_MODELS = 64;

/** Shots after a joint refinement, and what they share. */
export interface RefinedTogether {
  readonly shots: readonly RefinedShot[];
  readonly shared: SharedReport;
}

/**
 * Refines shots together that were refined by themselves: the named numbers take one value for all of them.
 *
 * @param names of groups or numbers
 * @throws BraggsimError (`interrupted`) when the signal is raised
 */
export async function refineTogether(
  given: readonly RefinedAlone[],
  names: readonly string[],
  options: RefineOptions,
  signal?: AbortSignal,
): Promise<RefinedTogether> {
  const alone = withEnergyNames(given, names);
  const { tolerance, maxEvaluations } = options;
  const isShared = (variable: Variable) => isNamed(names, variable);
  const amplitudes = freesAmplitudes(options) && names.includes(AMPLITUDES) ? commonAmplitudes(alone, options) : [];
  const common = commonStart(alone, isShared);
  const prepared: (() => Promise<ShotModel>)[] = [];
  const pool = modelPool((shot) => (prepared[shot] as () => Promise<ShotModel>)(), OPEN_MODELS);
  const restrained = new Set<string>();
  /** Leaves out restraints of shared numbers that an earlier shot has: each counts once. */
  const onlyOnce = (restraints: readonly Restraint[], variables: readonly Variable[]): Restraint[] =>
    restraints.filter(({ name }) => {
      const shared = variables.some((one) => isShared(one) && one.numbers.some((number) => number.name === name));
      if (!shared) return true;
      if (restrained.has(name)) return false;
      restrained.add(name);
      return true;
    });
  try {
    const shots: JointShot[] = [];
    for (const [s, { refined, source }] of alone.entries()) {
      const own = refined.variables.map(common.variable);
      const shared = amplitudes[s];
      const variables = shared ? [...own, ...amplitudeVariables(shared, options)] : own;
      const seen = shared ?? refined.amplitudes;
      const joined = shared || !seen ? [] : joinedRestraints(options.restraints, seen.reflections, refined);
      prepared.push(() =>
        shotModel(refined.start, withoutMatrix(source), variables, refined.pixels.boxes, { signal, amplitudes: seen }),
      );
      const x = Float64Array.from(variables, (variable, i) => common.x(variable) ?? refined.x[i] ?? 0);
      shots.push({
        problem: {
          pixels: refined.pixels,
          variables,
          restraints: onlyOnce(expandedRestraints(options.restraints, variables), variables),
          joined: restraintsAmong(joined, variables),
          evaluate: async (at) => (await pool.of(s)).evaluate(at),
        },
        start: { x, background: refined.background },
      });
    }
    const restraints = amplitudesRestrained(alone, amplitudes, options);
    const joint = await fitTogether(shots, { tolerance, maxEvaluations, isShared, restraints, signal });
    const refined = alone.map((shot, s) =>
      finished(shot, shots[s] as JointShot, joint, {
        shot: s,
        amplitudes: amplitudes[s] ?? shot.refined.amplitudes,
        restraints: expandedRestraints(options.restraints, (shots[s] as JointShot).problem.variables),
      }),
    );
    const warnings = amplitudes.length === 0 ? [] : unseenRestraints(options.restraints, reflectionsOf(amplitudes));
    return { shots: refined, shared: sharedReport(refined, shots, joint, { isShared, warnings }) };
  } finally {
    await pool.close();
  }
}

/** Shots that show an amplitude before it is refined. */
const MIN_SHOTS = 2;

/** Returns the amplitudes that at least two shots show, for each shot. */
function commonAmplitudes(alone: readonly RefinedAlone[], options: RefineOptions): SeenAmplitudes[] {
  const seen = alone.map(({ refined: { refined, pixels, modelPhotons, rotations }, source }) => {
    checkAmplitudes(refined, refined.structureFactors?.interpolation ?? '');
    const derived = derivedFrom(refined, withoutMatrix(source));
    const from = { derived, source, defaultF: refined.structureFactors?.default ?? 0 };
    return seenAmplitudes(from, pixels.boxes, modelPhotons, { rotations, anomalous: options.anomalous ?? false });
  });
  const shots = new Map<string, number>();
  for (const { hkl } of seen.flatMap(({ reflections }) => reflections)) {
    shots.set(keyOf(hkl), (shots.get(keyOf(hkl)) ?? 0) + 1);
  }
  return seen.map((one) =>
    amplitudesWhere(one, ({ hkl }) => (shots.get(keyOf(hkl)) ?? 0) >= MIN_SHOTS && !isFixed(hkl, options)),
  );
}

/** Returns the reflections that some shot shows. */
const reflectionsOf = (amplitudes: readonly SeenAmplitudes[]): UniqueReflection[] => [
  ...new Map(
    amplitudes.flatMap(({ reflections }) => reflections.map((one) => [keyOf(one.hkl), one] as const)),
  ).values(),
];

/** Returns the restraints of which each concerns several amplitudes that all shots share. */
function amplitudesRestrained(
  [first]: readonly RefinedAlone[],
  amplitudes: readonly SeenAmplitudes[],
  { restraints }: RefineOptions,
): JoinedRestraint[] {
  return first ? joinedRestraints(restraints, reflectionsOf(amplitudes), first.refined) : [];
}

/** What a shot has of its own in a joint fit. */
interface OfShot {
  readonly shot: number;
  readonly amplitudes: SeenAmplitudes | undefined;
  readonly restraints: readonly Restraint[];
}

function finished(
  { refined, source }: RefinedAlone,
  { problem: { variables, pixels } }: JointShot,
  joint: JointFit,
  { shot, amplitudes, restraints }: OfShot,
): RefinedShot {
  const { x, background, photons, deviance } = joint.shots[shot] as JointFit['shots'][number];
  const quality = fitQuality(pixels, photons, background, variables.length);
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
    covariance: joint.covariance.shots[shot] as Covariance,
    restrained: restraints,
    undetermined: [],
    evaluations: refined.evaluations + joint.evaluations,
    iterations: refined.iterations + joint.iterations,
    deviance,
    degreesOfFreedom: quality.degreesOfFreedom,
    sigmaZ: quality.sigmaZ,
    rFactor: quality.rFactor,
    offsets: {
      start: refined.offsets.start,
      end: offsetsOf(measuredCentroids(pixels), aboveBackground(pixels, photons)),
    },
    reciprocal: [...vector.reciprocal(direct)],
    modelPhotons: photons,
    background,
    boxSigmaZ: quality.boxSigmaZ,
    modelCentroids: weightedCentroids(pixels, (p) => photons[pixels.index[p] as number] as number),
    amplitudes,
    warnings,
  };
}
