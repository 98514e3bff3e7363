import type { FitPixels } from './fit-pixels';
import { median } from './median';
import { backgroundOf, expectedPhotons } from './normal-equations';

/** How well a model agrees with the pixels of a shot. */
export interface FitQuality {
  /** Root of the mean squared residual in units of its standard deviation, with the refined numbers counted: 1 when all is right. */
  readonly sigmaZ: number;
  /** Sum of |I_obs - I_mod| over the sum of I_obs, I the photons of a box above its background. */
  readonly rFactor: number | null;
  /** The same figure as sigmaZ for each box by itself. */
  readonly boxSigmaZ: Float64Array;
  /** Pixels less refined numbers, those of backgrounds included. */
  readonly degreesOfFreedom: number;
}

/**
 * Measures how well a model with its background explains the pixels that it was fitted to.
 *
 * @param model expected photons of the model, by the indices of pixels
 * @param background coefficients of the background beneath the boxes
 * @param refinedNumbers how many numbers were fitted, without those of the background
 */
export function fitQuality(
  pixels: FitPixels,
  model: Float64Array,
  background: Float64Array,
  refinedNumbers: number,
): FitQuality {
  const expected = expectedPhotons(pixels, model, background);
  const below = backgroundOf(pixels, background);
  const boxes = pixels.boxes.map(() => ({ squares: 0, count: 0, observed: 0, modelled: 0 }));
  let squares = 0;
  for (let p = 0; p < pixels.count; p++) {
    const box = boxes[pixels.box[p] as number] as (typeof boxes)[number];
    const mu = expected[p] as number;
    const z2 = ((pixels.photons[p] as number) - mu) ** 2 / (mu + pixels.readoutVariance);
    squares += z2;
    box.squares += z2;
    box.count += 1;
    box.observed += (pixels.photons[p] as number) - (below[p] as number);
    box.modelled += model[pixels.index[p] as number] as number;
  }
  const { groups, terms } = pixels.background;
  const degreesOfFreedom = pixels.count - refinedNumbers - groups * terms;
  const observed = boxes.reduce((sum, box) => sum + box.observed, 0);
  const differences = boxes.reduce((sum, box) => sum + Math.abs(box.observed - box.modelled), 0);
  const perBox = groups === pixels.boxes.length ? terms : 0;
  return {
    sigmaZ: Math.sqrt(squares / Math.max(1, degreesOfFreedom)),
    rFactor: observed > 0 ? differences / observed : null,
    boxSigmaZ: Float64Array.from(boxes, (box) => Math.sqrt(box.squares / Math.max(1, box.count - perBox))),
    degreesOfFreedom,
  };
}

/** Median absolute deviations from the median beyond which a box stands out. */
const OUTLYING = 7;

/** Returns the boxes whose own sigmaZ stands out from the others. */
export function outlyingBoxes(boxSigmaZ: Float64Array): number[] {
  const middle = median(boxSigmaZ);
  const spread = median(boxSigmaZ.map((value) => Math.abs(value - middle)));
  return [...boxSigmaZ.keys()].filter((k) => (boxSigmaZ[k] as number) - middle > OUTLYING * spread);
}

const POOR_SIGMA_Z = 1.5;
const POOR_BOX = 3;
const POOR_PART = 0.2;

/** Tells whether a fit looks like a false minimum: residuals too large overall, or in a fifth of the boxes. */
export function isPoor({ sigmaZ, boxSigmaZ }: FitQuality): boolean {
  const poor = boxSigmaZ.filter((value) => value > POOR_BOX).length;
  return sigmaZ > POOR_SIGMA_Z || poor > POOR_PART * boxSigmaZ.length;
}
