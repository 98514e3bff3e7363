import { type Mat3, units, vector, type Warning } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import { checkAmplitudeRestraints, joinedRestraints, unseenRestraints } from './amplitude-restraints';
import { amplitudeVariables, checkAmplitudes, freesAmplitudes, isFixed } from './amplitude-variables';
import { amplitudesWhere, pointRotations, seenAmplitudes } from './amplitudes';
import { cellRule, obeying } from './cell-numbers';
import { awayFromBeam, choosePixels, halfEdge } from './choose-boxes';
import { findSpots, localBackgrounds, type Spot } from './find-spots';
import type { FitPixels } from './fit-pixels';
import { outlyingBoxes } from './fit-quality';
import { type FittedShot, fitShot, type ShotFit } from './fit-shot';
import { readoutVariance } from './likelihood';
import { derivedFrom } from './model-source';
import { reciprocalAxes } from './panel-frames';
import { predictedSpots } from './predict-spots';
import { freeNumbers, variablesOf } from './refinable';
import type { OutlyingBox, RefinedShot, RefineOptions, Shot, TriedSetting } from './refined-shot';
import { expandedRestraints } from './restraints';
import { latticeRotations, rotationsOfAmplitudes, settingsOf, transformed } from './settings';
import { experimentAt } from './shot-model';
import { derivedOf, type Preparation, type SettingStart } from './shot-preparation';
import { summarised, unfitted } from './shot-summary';
import { beamNumbers, orientedCell, startModel } from './start-model';
import { trySettings } from './try-settings';

/** Standard deviations of the background above which a predicted spot gets a box. */
const PEAK_SIGMAS = 5;
const MIN_BOXES = 5;
const PIXELS_PER_NUMBER = 3;

/** What a shot is refined from: its start in every indexing that is tried, and its pixels. */
export interface PreparedShot {
  readonly preparation: Preparation;
  readonly starts: readonly SettingStart[];
  readonly pixels: FitPixels;
  /** Half edge of the boxes, px. */
  readonly half: number;
  /** Why there are too few pixels for a refinement. */
  readonly tooFew?: Warning | undefined;
}

/**
 * Prepares the refinement of one shot, without computing any image.
 *
 * @throws BraggsimError (`usage`) for numbers that cannot be refined, (`data`) for an experiment that cannot be simulated
 */
export async function prepareShot(shot: Shot, options: RefineOptions): Promise<PreparedShot> {
  const { anomalous = false } = options;
  checkAmplitudeRestraints(options.restraints, { free: freesAmplitudes(options), anomalous });
  const model = await startModel(shot.experiment, shot, options.free);
  if (freesAmplitudes(options)) checkAmplitudes(model.experiment, model.built.plan.fixed.structure.id);
  const rule = cellRule(model.experiment.crystal?.cell ?? [], options.lattice);
  const preparation: Preparation = { shot, options, model, rule };
  const { derived } = model;
  const found = shot.spots ?? findSpots(shot.measurement);
  const half = halfEdge(found, derived, options);
  const spots = shot.spots ? [...shot.spots] : awayFromBeam(found, half, derived);
  const pixels = choosePixels(spots, half, shot.measurement, derived, options);
  const starts = settingStarts(preparation);
  const { variables = [] } = starts[0] ?? {};
  // Restraints of numbers that are not free are refused.
  expandedRestraints(options.restraints, variables);
  return { preparation, starts, pixels, half, tooFew: tooFewPixels(pixels, variables.length) };
}

/**
 * Refines the model of one shot against its image.
 *
 * @throws BraggsimError (`usage`) for numbers that cannot be refined, (`data`) for an experiment that cannot be simulated,
 * (`interrupted`) when the signal is raised
 */
export async function refineShot(shot: Shot, options: RefineOptions, signal?: AbortSignal): Promise<RefinedShot> {
  const { preparation, starts, pixels, half, tooFew } = await prepareShot(shot, options);
  const { model } = preparation;
  const { derived } = model;
  if (tooFew) return unfitted(preparation, starts[0] as SettingStart, pixels, half, tooFew);
  const fitOf = (start: SettingStart, chosen: FitPixels): ShotFit => ({
    experiment: start.experiment,
    source: model.source,
    variables: start.variables,
    restraints: expandedRestraints(options.restraints, start.variables),
    pixels: reindexed(chosen, start.matrix),
    tolerance: options.tolerance,
    maxEvaluations: options.maxEvaluations,
    method: options.method,
    onEvaluation: options.onEvaluation,
    signal,
  });
  const tried = starts.length > 1 ? await trySettings(starts.map((start) => fitOf(start, pixels))) : undefined;
  const start = starts[tried?.best ?? 0] as SettingStart;
  let fit = fitOf(start, pixels);
  let fitted = await fitShot(fit);
  let [evaluations, iterations] = [fitted.evaluations + (tried?.evaluations ?? 0), fitted.iterations];
  const again = async (next: ShotFit, from = fitted.x): Promise<void> => {
    fit = next;
    fitted = await fitShot(fit, from);
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
    outliers = [...outliers.map((one) => ({ ...one, rejected: true })), ...outliersOf(fit.pixels, fitted)];
  }
  if (freesAmplitudes(options) && !options.amplitudesLater) {
    const next = withAmplitudes(preparation, fit, fitted);
    warnings.push(...unseenRestraints(options.restraints, next.amplitudes?.reflections ?? []));
    await again(
      next,
      Float64Array.from({ length: next.variables.length }, (_, i) => fitted.x[i] ?? 0),
    );
  }
  const settings = triedSettings(starts, tried?.deviances, start);
  const done = summarised({ preparation, fit, fitted, start, half, warnings });
  return { ...done, evaluations, iterations, settings, outliers };
}

/** Returns the fit with the amplitudes that its pixels show among the unknowns. */
function withAmplitudes(preparation: Preparation, fit: ShotFit, { x, model }: FittedShot): ShotFit {
  const { options, shot, model: start } = preparation;
  const derived = derivedOf(preparation)(experimentAt(fit.experiment, fit.variables, x));
  const rotations = pointRotations(derived, start.source, shot.rotations);
  const seen = seenAmplitudes(
    { derived, source: start.source, defaultF: fit.experiment.structureFactors?.default ?? 0 },
    fit.pixels.boxes,
    model.photons,
    { rotations, anomalous: options.anomalous ?? false },
  );
  const amplitudes = amplitudesWhere(seen, ({ hkl }) => !isFixed(hkl, options));
  const variables = [...fit.variables, ...amplitudeVariables(amplitudes, options)];
  return {
    ...fit,
    variables,
    amplitudes,
    restraints: expandedRestraints(options.restraints, variables),
    joined: joinedRestraints(options.restraints, amplitudes.reflections, {
      rotations,
      reciprocal: reciprocalAxes(derived),
    }),
  };
}

const RETRIED: Warning = {
  id: 'false-minimum',
  message:
    'the first fit ended in what looks like a false minimum; it was tried again with half the crystal size, and the better result is kept',
};

/** Returns the starts in all settings that are tried; that of the experiment first. */
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
      variables: variablesOf(placed, freeNumbers(placed, options, rule.free, beamNumbers(derived)), options),
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
  const { measurement } = preparation.shot;
  const { panels, calibration } = measurement;
  const variance = readoutVariance(calibration);
  const levels = localBackgrounds(measurement);
  const experiment = experimentAt(start.experiment, start.variables, x);
  const level = (panel: number, fast: number, slow: number): number =>
    PEAK_SIGMAS * Math.sqrt(Math.max(1, levels[panel]?.at(fast, slow) ?? 0) + variance);
  return predictedSpots(experiment, preparation.model.source, derivedOf(preparation)(experiment), panels, level);
}

/** Returns the automatic oversampling of the refined model where it is another than that of the start. */
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
    rejected: false,
  }));

const triedSettings = (
  starts: readonly SettingStart[],
  deviances: readonly number[] | undefined,
  chosen: SettingStart,
): TriedSetting[] =>
  deviances
    ? starts.map((start, i) => ({ matrix: start.matrix, deviance: deviances[i] as number, chosen: start === chosen }))
    : [];
