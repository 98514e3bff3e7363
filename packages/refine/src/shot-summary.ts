import { units, vector, type Warning } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { freesAmplitudes } from './amplitude-variables';
import { pointRotations } from './amplitudes';
import { aboveBackground, indexed, measuredCentroids, offsetsOf, weightedCentroids } from './centroids';
import { covarianceOf } from './covariance';
import type { FitPixels } from './fit-pixels';
import type { FittedShot, ShotFit } from './fit-shot';
import { eliminateBackground } from './normal-equations';
import { detectorRays, reciprocalAxes } from './panel-frames';
import type { RefinedShot, ShotStatus } from './refined-shot';
import { expandedRestraints } from './restraints';
import { experimentAt } from './shot-model';
import { derivedOf, type Preparation, type SettingStart } from './shot-preparation';
import { undeterminedReports } from './undetermined-report';
import { startOf, withinBounds } from './variables';

const POOR: Warning = {
  id: 'poor-fit',
  message:
    'the model does not explain the pixels: sigmaZ is above 1.5, or above 3 in a fifth of the boxes; check indexing, geometry and structure factors, and whether there is a second crystal, by the residuals (-o residuals.png); --reject leaves out the boxes that stand out',
};

/** A fit that is over. */
interface Finished {
  readonly preparation: Preparation;
  readonly fit: ShotFit;
  readonly fitted: FittedShot;
  readonly start: SettingStart;
  readonly half: number;
  readonly warnings: readonly Warning[];
}

/** Returns the outcome of a fit, without how it was reached. */
export function summarised(
  finished: Finished,
): Omit<RefinedShot, 'evaluations' | 'iterations' | 'settings' | 'outliers'> {
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
    rotations: freesAmplitudes(preparation.options)
      ? pointRotations(derivedOf(preparation)(refined), fit.source, preparation.shot.rotations)
      : [],
    amplitudes: fit.amplitudes,
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

/** Returns a shot with too few pixels: its start values. */
export function unfitted(
  preparation: Preparation,
  start: SettingStart,
  pixels: FitPixels,
  half: number,
  why: Warning,
): RefinedShot {
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
    restrained: expandedRestraints(options.restraints, start.variables),
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
    rotations: [],
    settings: [],
    outliers: [],
    warnings: [...(shot.warnings ?? []), ...model.built.warnings, why],
  };
}
