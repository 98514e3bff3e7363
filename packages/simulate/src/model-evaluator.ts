import type { Kernel, PixelBox, Registry } from '@braggsim/core/kernel';
import type { SimulationInputs, Stages } from '@braggsim/experiment';

export type { PixelBox };

/** Expected photons without background, and their derivatives, over the pixels of all boxes: box by box, slow rows, fast inside. */
export interface ModelValues {
  readonly photons: Float64Array;
  /** d(photons)/d(parameter) in photons per unit of the parameter, in the order of the parameters. */
  readonly derivatives: readonly Float64Array[];
}

/** A simulation as a function of some of its numbers. Sample lists, mosaic domains, oversampling and interpolation stay those of the start. */
export interface ModelEvaluator {
  /** Values at the start, in the order of the parameters. */
  readonly start: Float64Array;
  /** @throws BraggsimError (`usage`) for values that no experiment can have, (`interrupted`) when the signal is raised */
  evaluate(values: ArrayLike<number>): Promise<ModelValues>;
  close(): Promise<void>;
}

/** What a model is evaluated with. */
export interface ModelEvaluatorOptions {
  /**
   * Names of the parameters: fields that hold one number (`detector.distanceMm`), entries of lists (`crystal.cell.a`,
   * `crystal.cells.c`, `detector.beamCentreMm.x`), `turn.x`, `.y`, `.z` (deg: a rotation vector about the axes of the laboratory
   * in front of the orientation), and `panel.NAME.shift.x` (mm) or `panel.NAME.rotation.x` (deg) of a panel or group.
   */
  readonly parameters: readonly string[];
  readonly boxes: readonly PixelBox[];
  readonly inputs?: SimulationInputs;
  readonly stages?: Stages;
  readonly kernels?: Registry<Kernel>;
  readonly signal?: AbortSignal;
}
