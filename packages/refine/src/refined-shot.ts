import type { Mat3, Vec3, Warning } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import type { LatticeSymmetry } from '@braggsim/lattice';
import type { SeenAmplitudes } from './amplitudes';
import type { Centroid, Offsets } from './centroids';
import type { BoxOptions } from './choose-boxes';
import type { Covariance } from './covariance';
import type { Spot } from './find-spots';
import type { FitPixels } from './fit-pixels';
import type { FitMethod } from './fit-shot';
import type { Evaluation } from './minimise';
import type { ModelSource } from './model-source';
import type { FreeChoice } from './refinable';
import type { Restraint } from './restraints';
import type { Measurement } from './select-pixels';
import type { UndeterminedReport } from './undetermined-report';
import type { Variable } from './variables';

/** One image with the model that is refined against it. */
export interface Shot extends ModelSource {
  /** Names of the files, for reports. */
  readonly experimentName: string;
  readonly imageName: string;
  readonly experiment: Experiment;
  readonly measurement: Measurement;
  /** Spots around which the boxes of the fit are placed; strong spots are searched for when absent. */
  readonly spots?: readonly Spot[] | undefined;
  /** Rotations of the crystal's point group as they act on indices, where the space group is known. */
  readonly rotations?: readonly Mat3[] | undefined;
  /** Warnings about the experiment, the image and the spots that were given; they are reported with the result. */
  readonly warnings?: readonly Warning[];
}

/** How shots are refined. */
export interface RefineOptions extends FreeChoice, BoxOptions {
  readonly restraints: readonly Restraint[];
  readonly lattice?: LatticeSymmetry | undefined;
  readonly settings: 'auto' | 'off';
  /** Largest last step of a converged fit, in standard deviations. */
  readonly tolerance: number;
  readonly maxEvaluations: number;
  /** How the deviance is minimised; Gauss-Newton when absent. */
  readonly method?: FitMethod | undefined;
  /** Leaves boxes that stand out and fits once more. */
  readonly reject: boolean;
  /** Friedel mates have amplitudes of their own. */
  readonly anomalous?: boolean | undefined;
  /** Amplitudes are left to a joint refinement of several shots. */
  readonly amplitudesLater?: boolean | undefined;
  /** Is called after each evaluation of the model against the pixels. */
  readonly onEvaluation?: ((evaluation: Evaluation) => void) | undefined;
}

export type ShotStatus = 'converged' | 'stopped' | 'poor' | 'failed';

/** An indexing that was tried. */
export interface TriedSetting {
  readonly matrix: Mat3;
  readonly deviance: number;
  readonly chosen: boolean;
}

/** A box whose residuals stand out. */
export interface OutlyingBox {
  readonly panel: number;
  readonly fast: number;
  readonly slow: number;
  readonly sigmaZ: number;
  /** Whether the last fit left it out. */
  readonly rejected: boolean;
}

/** The model of a shot after its refinement, as plain data. */
export interface RefinedShot {
  readonly experimentName: string;
  readonly imageName: string;
  readonly status: ShotStatus;
  /** Why a shot failed. */
  readonly failure?: { readonly message: string; readonly exitCode: number };
  /** The experiment that was started from, in the setting that was chosen. */
  readonly start: Experiment;
  readonly refined: Experiment;
  readonly variables: readonly Variable[];
  readonly x: Float64Array;
  readonly covariance: Covariance;
  readonly restrained: readonly Restraint[];
  readonly undetermined: readonly UndeterminedReport[];
  readonly evaluations: number;
  readonly iterations: number;
  readonly deviance: number;
  readonly degreesOfFreedom: number;
  readonly sigmaZ: number;
  readonly rFactor: number | null;
  readonly offsets: { readonly start: Offsets; readonly end: Offsets };
  /** a*, b*, c* in the laboratory frame of the experiment, 1/A. */
  readonly reciprocal: readonly Vec3[];
  readonly half: number;
  readonly pixels: FitPixels;
  readonly modelPhotons: Float64Array;
  readonly background: Float64Array;
  readonly boxSigmaZ: Float64Array;
  /** Centroids of the model's spots by box. */
  readonly modelCentroids: readonly Centroid[];
  readonly setting: Mat3;
  /** Rotations of the point group as they act on indices; none where no amplitudes are refined. */
  readonly rotations: readonly Mat3[];
  /** Amplitudes among the variables. */
  readonly amplitudes?: SeenAmplitudes | undefined;
  readonly settings: readonly TriedSetting[];
  readonly outliers: readonly OutlyingBox[];
  readonly warnings: readonly Warning[];
}
