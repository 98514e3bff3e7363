import { type Mat3, units, vector, type Warning } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { Experiment } from '@braggsim/experiment';
import { type CellRule, cellRule, obeying } from './cell-numbers';
import { aboveBackground, indexed, measuredCentroids, offsetsOf, weightedCentroids } from './centroids';
import { awayFromBeam, choosePixels, halfEdge } from './choose-boxes';
import { covarianceOf } from './covariance';
import { findSpots, localBackground, type Spot } from './find-spots';
import type { FitPixels } from './fit-pixels';
import { outlyingBoxes } from './fit-quality';
import { type FittedShot, fitShot, type ShotFit } from './fit-shot';
import { readoutVariance } from './likelihood';
import { derivedFrom } from './model-source';
import { eliminateBackground } from './normal-equations';
import { detectorRays, reciprocalAxes } from './panel-frames';
import { predictedSpots } from './predict-spots';
import { freeNumbers, variablesOf } from './refinable';
import type { OutlyingBox, RefinedShot, RefineOptions, Shot, ShotStatus, TriedSetting } from './refined-shot';
import { untrustedPixels } from './select-pixels';
import { latticeRotations, rotationsOfAmplitudes, settingsOf, transformed } from './settings';
import { experimentAt } from './shot-model';
import { orientedCell, type StartModel, startModel } from './start-model';
import { trySettings } from './try-settings';
import { undeterminedReports } from './undetermined-report';
import { startOf, type Variable, withinBounds } from './variables';

/** Standard deviations of the background above which a predicted spot gets a box. */
const PEAK_SIGMAS = 5;
const MIN_BOXES = 5;
const PIXELS_PER_NUMBER = 3;

/** A shot that is being refined in one setting. */
interface Preparation {
  readonly shot: Shot;
  readonly options: RefineOptions;
  readonly model: StartModel;
  readonly rule: CellRule;
}

/** A start in one indexing, with its unknowns. */
export interface SettingStart {
  readonly matrix: Mat3;
  readonly experiment: Experiment;
  readonly variables: readonly Variable[];
}

/**
 * Refines the model of one shot against its image.
 *
 * @throws BraggsimError (`usage`) for numbers that cannot be refined, (`data`) for an experiment that cannot be simulated,
 * (`interrupted`) when the signal is raised
 */
export async function refineShot(shot: Shot, options: RefineOptions, signal?: AbortSignal): Promise<RefinedShot> {
  const model = await startModel(shot.experiment, shot);
  const rule = cellRule(model.experiment.crystal?.cell ?? [], options.lattice);
  const preparation: Preparation = { shot, options, model, rule };
  const { derived } = model;
  const found = shot.spots ?? foundSpots(shot);
  const half = halfEdge(found, derived, options);
  const spots = shot.spots ? [...shot.spots] : awayFromBeam(found, half, derived);
  const pixels = choosePixels(spots, half, shot.measurement, derived, options);
  const starts = settingStarts(preparation);
  const identity = starts[0] as SettingStart;
  const tooFew = tooFewPixels(pixels, identity.variables.length);
  if (tooFew) return unfitted(preparation, identity, pixels, half, tooFew);
  const fitOf = (start: SettingStart, chosen: FitPixels): ShotFit => ({
    experiment: start.experiment,
    source: model.source,
    variables: start.variables,
    restraints: options.restraints,
    pixels: reindexed(chosen, start.matrix),
    tolerance: options.tolerance,
    maxEvaluations: options.maxEvaluations,
    signal,
  });
  const tried = starts.length > 1 ? await trySettings(starts.map((start) => fitOf(start, pixels))) : undefined;
  const start = starts[tried?.best ?? 0] as SettingStart;
  let fit = fitOf(start, pixels);
  let fitted = await fitShot(fit);
  let [evaluations, iterations] = [fitted.evaluations + (tried?.evaluations ?? 0), fitted.iterations];
  const again = async (next: ShotFit): Promise<void> => {
    fit = next;
    fitted = await fitShot(fit, fitted.x);
    evaluations += fitted.evaluations;
    iterations += fitted.iterations;
  };
  const warnings = [...(shot.warnings ?? []), ...model.built.warnings];
  if (fitted.retried) warnings.push(RETRIED);
  if (!shot.spots && fitted.converged) {
    const afresh = await modelSpots(preparation, start, fitted);
    const chosen = choosePixels(awayFromBeam(afresh, half, derived), half, shot.measurement, derived, options);
    if (!tooFewPixels(chosen, start.variables.length)) await again(fitOf(start, chosen));
  }
  const finer = otherOversample(preparation, fit, fitted.x);
  if (finer !== undefined) await again({ ...fit, experiment: oversampled(fit.experiment, finer) });
  let outliers = outliersOf(fit.pixels, fitted);
  if (options.reject && outliers.length > 0) {
    const kept = fit.pixels.boxes.filter((_, k) => !outlyingBoxes(fitted.quality.boxSigmaZ).includes(k));
    await again(fitOf(start, choosePixels(kept, half, shot.measurement, derived, options)));
    outliers = [...outliers, ...outliersOf(fit.pixels, fitted)];
  }
  const settings = triedSettings(starts, tried?.deviances, start);
  const done = summarised({ preparation, fit, fitted, start, half, warnings });
  return { ...done, evaluations, iterations, settings, outliers };
}

const RETRIED: Warning = {
  id: 'false-minimum',
  message:
    'the first fit ended in what looks like a false minimum; it was tried again with half the crystal size, and the better result is kept',
};

const POOR: Warning = {
  id: 'poor-fit',
  message:
    'the model does not explain the pixels: sigmaZ is above 1.5, or above 3 in a fifth of the boxes; check indexing, geometry and structure factors',
};

const derivedOf =
  ({ model }: Preparation) =>
  (experiment: Experiment): Derived =>
    derivedFrom(experiment, model.source);

function foundSpots({ measurement }: Shot): Spot[] {
  const { panels, trusted, calibration } = measurement;
  const untrusted = panels.map((panel) => untrustedPixels(panel, trusted));
  return findSpots(panels, untrusted, calibration, readoutVariance(calibration));
}

/** The starts in all settings that are tried; that of the experiment first. */
function settingStarts({ shot, options, model, rule }: Preparation): SettingStart[] {
  const { derived, experiment } = model;
  const direct = vector.mapBasis([derived.crystal.a, derived.crystal.b, derived.crystal.c], (v) =>
    vector.scale(v, units.toAngstrom(1)),
  );
  const own =
    options.settings === 'off'
      ? []
      : (shot.rotations ?? rotationsOfAmplitudes(latticeRotations(direct), model.source.inputs.reflections));
  const matrices = options.settings === 'off' ? [vector.IDENTITY] : settingsOf(direct, own);
  return matrices.map((matrix, i) => {
    const oriented = i === 0 ? experiment.crystal : orientedCell(transformed(direct, matrix));
    const cell = obeying(oriented?.cell ?? [], rule, options.lattice);
    const placed: Experiment = { ...experiment, crystal: { ...experiment.crystal, ...oriented, cell } };
    return {
      matrix,
      experiment: placed,
      variables: variablesOf(placed, freeNumbers(placed, options, rule.free), options),
    };
  });
}

/** Indices of a list of spots in another setting. */
const reindexed = (pixels: FitPixels, matrix: Mat3): FitPixels => ({
  ...pixels,
  boxes: pixels.boxes.map((box) => (box.hkl ? { ...box, hkl: vector.transform(matrix, box.hkl) } : box)),
});

function tooFewPixels({ boxes, count }: FitPixels, numbers: number): Warning | undefined {
  if (boxes.length >= MIN_BOXES && count >= PIXELS_PER_NUMBER * numbers) return undefined;
  return {
    id: 'too-few-pixels',
    message: `nothing was refined: expected at least ${MIN_BOXES} boxes and ${PIXELS_PER_NUMBER * numbers} pixels, found ${boxes.length} and ${count}; give more spots, or check mask and trusted range`,
  };
}

/** Spots that the refined model predicts above the noise of the background. */
function modelSpots(preparation: Preparation, start: SettingStart, { x }: FittedShot): Promise<Spot[]> {
  const { panels, calibration, trusted } = preparation.shot.measurement;
  const variance = readoutVariance(calibration);
  const levels = panels.map((panel) => localBackground(panel, untrustedPixels(panel, trusted), calibration));
  const experiment = experimentAt(start.experiment, start.variables, x);
  const level = (panel: number, fast: number, slow: number): number =>
    PEAK_SIGMAS * Math.sqrt(Math.max(1, levels[panel]?.at(fast, slow) ?? 0) + variance);
  return predictedSpots(experiment, preparation.model.source, derivedOf(preparation)(experiment), panels, level);
}

/** The automatic oversampling of the refined model where it is another than that of the start. */
function otherOversample({ model, shot }: Preparation, { experiment, variables }: ShotFit, x: Float64Array) {
  const asked = shot.experiment.sampling?.oversample ?? 'auto';
  if (asked !== 'auto') return undefined;
  const { oversample } = derivedFrom(experimentAt(experiment, variables, x), model.source);
  return oversample === model.derived.oversample ? undefined : oversample;
}

const oversampled = (experiment: Experiment, oversample: number): Experiment => ({
  ...experiment,
  sampling: { ...experiment.sampling, oversample },
});

const outliersOf = ({ boxes }: FitPixels, { quality }: FittedShot): OutlyingBox[] =>
  outlyingBoxes(quality.boxSigmaZ).map((k) => ({
    panel: boxes[k]?.panel ?? 0,
    fast: boxes[k]?.centre[0] ?? 0,
    slow: boxes[k]?.centre[1] ?? 0,
    sigmaZ: quality.boxSigmaZ[k] as number,
  }));

const triedSettings = (
  starts: readonly SettingStart[],
  deviances: readonly number[] | undefined,
  chosen: SettingStart,
): TriedSetting[] =>
  deviances
    ? starts.map((start, i) => ({ matrix: start.matrix, deviance: deviances[i] as number, chosen: start === chosen }))
    : [];

interface Finished {
  readonly preparation: Preparation;
  readonly fit: ShotFit;
  readonly fitted: FittedShot;
  readonly start: SettingStart;
  readonly half: number;
  readonly warnings: readonly Warning[];
}

function summarised(finished: Finished): Omit<RefinedShot, 'evaluations' | 'iterations' | 'settings' | 'outliers'> {
  const { preparation, fit, fitted, start, half, warnings } = finished;
  const { experiment, variables, pixels } = fit;
  const { x, quality, equations } = fitted;
  const { information } = eliminateBackground(equations, 0);
  const refined = experimentAt(experiment, variables, x);
  const status: ShotStatus = !fitted.converged ? 'stopped' : fitted.poor ? 'poor' : 'converged';
  const undetermined = undeterminedReports(information, variables, x);
  return {
    ...names(preparation),
    status,
    start: start.experiment,
    refined,
    variables,
    x,
    covariance: covarianceOf(information),
    restrained: fit.restraints,
    undetermined,
    deviance: fitted.deviance,
    degreesOfFreedom: quality.degreesOfFreedom,
    sigmaZ: quality.sigmaZ,
    rFactor: quality.rFactor,
    offsets: offsets(fit, fitted),
    reciprocal: reciprocalOf(derivedOf(preparation)(refined)),
    half,
    pixels: named(pixels, derivedOf(preparation)(refined)),
    modelPhotons: fitted.model.photons,
    background: fitted.background,
    boxSigmaZ: quality.boxSigmaZ,
    modelCentroids: weightedCentroids(pixels, (p) => fitted.model.photons[pixels.index[p] as number] as number),
    setting: start.matrix,
    warnings: [
      ...warnings,
      ...undetermined.map(({ sentence }) => ({ id: 'undetermined', message: sentence })),
      ...(fitted.poor ? [POOR] : []),
    ],
  };
}

/** Boxes with the Miller indices of their spots, where the refined model gives them any. */
function named(pixels: FitPixels, derived: Derived): FitPixels {
  const spots = indexed(measuredCentroids(pixels), reciprocalAxes(derived), detectorRays(derived));
  const byBox = new Map(spots.map(({ box, hkl }) => [box, hkl]));
  return {
    ...pixels,
    boxes: pixels.boxes.map((box, k) => {
      const hkl = byBox.get(k);
      return hkl ? { ...box, hkl } : box;
    }),
  };
}

const names = ({ shot: { experimentName, imageName } }: Preparation) => ({ experimentName, imageName });

function reciprocalOf({ crystal }: Derived) {
  const direct = vector.mapBasis([crystal.a, crystal.b, crystal.c], (v) => vector.scale(v, units.toAngstrom(1)));
  return [...vector.reciprocal(direct)];
}

/** Distances between centroids of data and model at the start and at the end. */
function offsets({ pixels }: ShotFit, { givenPhotons, centroids, model }: FittedShot): RefinedShot['offsets'] {
  const against = (photons: Float64Array) => offsetsOf(centroids, aboveBackground(pixels, photons));
  return { start: against(givenPhotons), end: against(model.photons) };
}

/** A shot with too few pixels: its start values. */
async function unfitted(
  preparation: Preparation,
  start: SettingStart,
  pixels: FitPixels,
  half: number,
  why: Warning,
): Promise<RefinedShot> {
  const { model, shot, options } = preparation;
  const size = start.variables.length;
  const x = withinBounds(start.variables, start.variables.map(startOf));
  const none = { median: null, rms: null, boxes: 0 };
  const { groups, terms } = pixels.background;
  return {
    ...names(preparation),
    status: 'failed',
    failure: { message: why.message, exitCode: 4 },
    start: start.experiment,
    refined: start.experiment,
    variables: start.variables,
    x,
    covariance: {
      matrix: { size, values: new Float64Array(size * size) },
      determined: x.reduce<boolean[]>((all) => [...all, false], []),
    },
    restrained: options.restraints,
    undetermined: [],
    evaluations: 0,
    iterations: 0,
    deviance: 0,
    degreesOfFreedom: 0,
    sigmaZ: 0,
    rFactor: null,
    offsets: { start: none, end: none },
    reciprocal: reciprocalOf(derivedOf(preparation)(start.experiment)),
    half,
    pixels,
    modelPhotons: new Float64Array(
      pixels.boxes.reduce((sum, { fast, slow }) => sum + (fast[1] - fast[0]) * (slow[1] - slow[0]), 0),
    ),
    background: new Float64Array(groups * terms),
    boxSigmaZ: new Float64Array(pixels.boxes.length),
    modelCentroids: [],
    setting: start.matrix,
    settings: [],
    outliers: [],
    warnings: [...(shot.warnings ?? []), ...model.built.warnings, why],
  };
}
