import type { FitPixels } from './fit-pixels';
import { MIN_PHOTONS } from './likelihood';
import { cholesky, solveCholesky, squareMatrix } from './linear-algebra';
import { median } from './median';

const known = new WeakMap<FitPixels, Float64Array>();

/** Returns the median of the measured photons of each box, less those of a model where one is given. */
export function boxMedians(pixels: FitPixels, model?: Float64Array): Float64Array {
  const before = model ? undefined : known.get(pixels);
  if (before) return before;
  const { boxes, box, photons, index, count } = pixels;
  const values: number[][] = boxes.map(() => []);
  for (let p = 0; p < count; p++) {
    const level = model ? (model[index[p] as number] as number) : 0;
    values[box[p] as number]?.push((photons[p] as number) - level);
  }
  const medians = Float64Array.from(values, median);
  if (!model) known.set(pixels, medians);
  return medians;
}

/** Returns the coefficients of the background that is the median of each box; a curve for the whole image is fitted to the medians. */
export function firstBackground(pixels: FitPixels, medians: Float64Array): Float64Array {
  const { groups, terms, values } = pixels.background;
  const coefficients = new Float64Array(groups * terms);
  if (terms === 0) return coefficients;
  if (groups === medians.length) {
    for (let k = 0; k < groups; k++) coefficients[k * terms] = medians[k] as number;
    return coefficients;
  }
  const information = squareMatrix(terms);
  const right = new Float64Array(terms);
  for (let p = 0; p < pixels.count; p++) {
    for (let t = 0; t < terms; t++) {
      const basis = values[p * terms + t] as number;
      if (basis === 0) continue;
      right[t] = (right[t] as number) + basis * (medians[pixels.box[p] as number] as number);
      for (let u = 0; u < terms; u++) {
        const at = t * terms + u;
        information.values[at] = (information.values[at] as number) + basis * (values[p * terms + u] as number);
      }
    }
  }
  for (let t = 0; t < terms; t++) {
    const at = t * terms + t;
    information.values[at] = (information.values[at] as number) * (1 + 1e-9) + 1e-9;
  }
  const triangle = cholesky(information);
  return triangle ? solveCholesky(triangle, right) : coefficients;
}

/**
 * Returns what the model is multiplied by so that it fits best above the medians of the boxes, with weights 1/median.
 *
 * @returns undefined where the images say nothing about it, or a scale that is not above 0
 */
export function firstScale(pixels: FitPixels, model: Float64Array, medians: Float64Array): number | undefined {
  let [above, below] = [0, 0];
  for (let p = 0; p < pixels.count; p++) {
    const level = medians[pixels.box[p] as number] as number;
    const weight = 1 / Math.max(MIN_PHOTONS, level + pixels.readoutVariance);
    const value = model[pixels.index[p] as number] as number;
    above += value * ((pixels.photons[p] as number) - level) * weight;
    below += value * value * weight;
  }
  const scale = above / below;
  return scale > 0 && Number.isFinite(scale) ? scale : undefined;
}
