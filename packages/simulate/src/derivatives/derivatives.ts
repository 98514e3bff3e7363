import { usageError } from '@braggsim/core';
import { type PanelPlan, type PixelBox, type RunOptions, withinPanel } from '@braggsim/core/kernel';
import type { Experiment } from '@braggsim/experiment';
import ndarray, { type NdArray } from 'ndarray';
import { alongDirection } from './directions';
import { type DifferentiationOptions, differentiableModel } from './model';

/** Float64 values of the pixels of a panel, [slow, fast]. */
export type PixelImage = NdArray<Float64Array>;

/** What an image is differentiated with respect to. */
export interface DerivativeOptions extends DifferentiationOptions, Pick<RunOptions, 'signal' | 'progress'> {
  /**
   * Fields that hold one number (`detector.distanceMm`), components of others (`crystal.cell.a`, `detector.beamCentreMm.x`),
   * parameters of stages (`factors.0.bA2`), or rotations in front of the orientation (`turn.x`, deg).
   */
  readonly parameters: readonly string[];
  /** Directions in which several parameters change at given rates: their derivatives are Jacobian-vector products. */
  readonly directions?: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** An expected image and its derivatives. */
export interface ImageDerivatives {
  /** Expected photons of each panel. */
  readonly photons: readonly PixelImage[];
  /** Photons per unit of the parameter, by the names of parameters and directions; one image for each panel. */
  readonly derivatives: Readonly<Record<string, readonly PixelImage[]>>;
}

/** Returns the pixels of a panel that are computed. */
const boxOf = (panel: PanelPlan, index: number): PixelBox => ({ panel: index, ...withinPanel(panel) });

/** Puts the values of boxes, one for each panel, where they belong; pixels that the mask leaves out are zero. */
function imagesOf(panels: readonly PanelPlan[], boxes: readonly PixelBox[], values: Float64Array): PixelImage[] {
  let start = 0;
  return panels.map(({ pixelsFast, pixelsSlow, mask }, p) => {
    const { fast, slow } = boxes[p] as PixelBox;
    const image = new Float64Array(pixelsFast * pixelsSlow);
    const width = fast[1] - fast[0];
    for (let y = slow[0]; y < slow[1]; y++) {
      image.set(values.subarray(start, start + width), y * pixelsFast + fast[0]);
      start += width;
    }
    if (mask) for (let i = 0; i < image.length; i++) if (mask[i] === 0) image[i] = 0;
    return ndarray(image, [pixelsSlow, pixelsFast]);
  });
}

/**
 * Checks the directions of derivatives.
 *
 * @throws BraggsimError (`usage`) for a direction along a parameter that is not named
 */
function checkDirections({ parameters, directions = {} }: DerivativeOptions): void {
  for (const [direction, rates] of Object.entries(directions)) {
    const unknown = Object.keys(rates).find((name) => !parameters.includes(name));
    if (unknown === undefined) continue;
    throw usageError(
      `the direction '${direction}' has a rate for ${unknown}, which is not among the parameters; name it there`,
    );
  }
}

/**
 * Computes the expected image of an experiment and its exact derivatives: every formula of the sample loop is differentiated
 * as it stands, those of plug-ins included. Lists of samples, mosaic domains, subpixels and interpolation do not change. Kernel,
 * precision and region are those of `experiment.sampling`; `auto` takes double precision.
 *
 * @throws BraggsimError (`usage`) for a parameter that the experiment does not have or with respect to which the image has no
 * derivative, such as a count or a seed, and (`interrupted`) when the signal is raised
 */
export async function derivatives(experiment: Experiment, options: DerivativeOptions): Promise<ImageDerivatives> {
  checkDirections(options);
  const { parameters, directions = {}, signal, progress } = options;
  const model = await differentiableModel(experiment, parameters, options);
  try {
    const { plan, by } = await model.differentiatedAt(model.start);
    const { panels } = plan.fixed;
    const boxes = panels.map(boxOf);
    const all = [...by, ...Object.entries(directions).map(([name, rates]) => alongDirection(name, by, rates))];
    const run = { ...(signal && { signal }), ...(progress && { progress }) };
    const result = await model.differentiator.run({ plan, by: all, boxes, ...run });
    return {
      photons: imagesOf(panels, boxes, result.photons),
      derivatives: Object.fromEntries(
        all.map(({ name }, i) => [name, imagesOf(panels, boxes, result.derivatives[i] as Float64Array)]),
      ),
    };
  } finally {
    await model.differentiator.close();
  }
}

/** A sum of pixels with weights, and its derivatives by the names of parameters. */
export interface WeightedSum {
  readonly sum: number;
  readonly gradient: Readonly<Record<string, number>>;
}

/** Rows that are computed together: a few images of so many rows are held, whatever the size of the detector. */
const ROWS = 256;

/**
 * Computes a sum of the pixels of an expected image with weights, and its gradient: of any loss, where the weights are its
 * derivatives with respect to the pixels.
 *
 * @param weights [slow, fast] of each panel; 1 for all pixels when absent. Pixels outside the region or masked do not count
 * @throws BraggsimError as `derivatives`, and (`usage`) for weights of another size
 */
export async function weightedSum(
  experiment: Experiment,
  { weights, ...options }: Omit<DerivativeOptions, 'directions'> & { readonly weights?: readonly ArrayLike<number>[] },
): Promise<WeightedSum> {
  const { parameters, signal } = options;
  const model = await differentiableModel(experiment, parameters, options);
  try {
    const { plan, by } = await model.differentiatedAt(model.start);
    let sum = 0;
    const gradient = new Float64Array(parameters.length);
    for (const [p, panel] of plan.fixed.panels.entries()) {
      const { pixelsFast, pixelsSlow, mask, name } = panel;
      const given = weights?.[p];
      if (weights && given?.length !== pixelsFast * pixelsSlow) {
        throw usageError(
          `the weights of panel '${name}' must be ${pixelsSlow} x ${pixelsFast} numbers, found ${given?.length ?? 'none'}`,
        );
      }
      const whole = boxOf(panel, p);
      for (let slow = whole.slow[0]; slow < whole.slow[1]; slow += ROWS) {
        const box: PixelBox = { ...whole, slow: [slow, Math.min(slow + ROWS, whole.slow[1])] };
        const { photons, derivatives: slopes } = await model.differentiator.run({
          plan,
          by,
          boxes: [box],
          ...(signal && { signal }),
        });
        const width = box.fast[1] - box.fast[0];
        photons.forEach((value, i) => {
          const pixel = (box.slow[0] + Math.floor(i / width)) * pixelsFast + box.fast[0] + (i % width);
          const weight = mask?.[pixel] === 0 ? 0 : (given?.[pixel] ?? 1);
          sum += weight * value;
          slopes.forEach((slope, j) => {
            gradient[j] = (gradient[j] as number) + weight * (slope[i] as number);
          });
        });
      }
    }
    return { sum, gradient: Object.fromEntries(parameters.map((name, i) => [name, gradient[i] as number])) };
  } finally {
    await model.differentiator.close();
  }
}
