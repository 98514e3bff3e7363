import type { FitPixels } from './fit-pixels';
import { floorSlope } from './likelihood';
import type { SquareMatrix } from './linear-algebra';

/** Photons of the model over all pixels of the boxes, and their derivatives with respect to the unknowns. */
export interface ModelPoint {
  readonly photons: Float64Array;
  /** Derivatives of the unknowns but the amplitudes. */
  readonly jacobian: readonly Float64Array[];
  /** Amplitudes, which come after these: a pixel changes with one of them alone, by twice its photons for each unit of the logarithm. */
  readonly amplitudes?: { readonly count: number; readonly of: Int32Array } | undefined;
}

/** What is summed over pixels: information and score of the unknowns and of the background. */
export interface EquationSums {
  readonly information: SquareMatrix;
  readonly score: Float64Array;
  /** Products of background terms and unknowns, [group, term, unknown]. */
  readonly mixed: Float64Array;
  /** Products of background terms, [group, term, term]. */
  readonly background: Float64Array;
  /** Score of the background coefficients, [group, term]. */
  readonly backgroundScore: Float64Array;
  readonly groups: number;
  readonly terms: number;
}

/** Sums over the pixels of one group of the background, and the pixel that is added. */
export interface GroupSums {
  /** Products of slopes by unknowns, then by coefficients, [row, column], of which the lower triangle counts. */
  readonly products: Float64Array;
  readonly scores: Float64Array;
  /** Slopes of the last pixel. */
  readonly row: Float64Array;
  /** Weight and weighted residual of the last pixel. */
  readonly last: Float64Array;
}

export const groupSums = (width: number): GroupSums => ({
  products: new Float64Array(width * width),
  scores: new Float64Array(width),
  row: new Float64Array(width),
  last: new Float64Array(2),
});

/** Adds a pixel to the sums. A loop in a function that is called for every pixel is compiled long before one around all pixels. */
export function addPixel(
  { products, scores, row, last }: GroupSums,
  { index, photons, readoutVariance, background: { terms, values } }: FitPixels,
  jacobian: readonly Float64Array[],
  p: number,
  mu: number,
): void {
  const dense = jacobian.length;
  const width = dense + terms;
  const at = index[p] as number;
  for (let i = 0; i < dense; i++) row[i] = (jacobian[i] as Float64Array)[at] as number;
  for (let t = 0; t < terms; t++) row[dense + t] = values[p * terms + t] as number;
  const slopeOfFloor = floorSlope(mu);
  const perVariance = 1 / (mu + readoutVariance);
  const residual = slopeOfFloor * ((photons[p] as number) - mu) * perVariance;
  const weight = slopeOfFloor * slopeOfFloor * perVariance;
  last[0] = weight;
  last[1] = residual;
  let k = 0;
  for (let i = 0; i < width; i++) {
    const slope = row[i] as number;
    if (slope !== 0) {
      scores[i] = (scores[i] as number) + slope * residual;
      const weighted = slope * weight;
      for (let j = 0; j <= i; j++) products[k + j] = (products[k + j] as number) + weighted * (row[j] as number);
    }
    k += width;
  }
}

/** Adds the sums of a group to the equations, and begins them again. */
export function takeOver(equations: EquationSums, dense: number, k: number, { products, scores }: GroupSums): void {
  const { information, score, mixed, background, backgroundScore, terms } = equations;
  const { size, values: h } = information;
  const width = dense + terms;
  for (let i = 0; i < dense; i++) {
    score[i] = (score[i] as number) + (scores[i] as number);
    for (let j = 0; j <= i; j++) h[i * size + j] = (h[i * size + j] as number) + (products[i * width + j] as number);
  }
  for (let t = 0; t < terms; t++) {
    const [row, from] = [k * terms + t, (dense + t) * width];
    backgroundScore[row] = (backgroundScore[row] as number) + (scores[dense + t] as number);
    for (let i = 0; i < dense; i++)
      mixed[row * size + i] = (mixed[row * size + i] as number) + (products[from + i] as number);
    for (let u = 0; u <= t; u++) {
      const value = products[from + dense + u] as number;
      background[row * terms + u] = (background[row * terms + u] as number) + value;
      const mirrored = (k * terms + u) * terms + t;
      if (u < t) background[mirrored] = (background[mirrored] as number) + value;
    }
  }
  products.fill(0);
  scores.fill(0);
}

/**
 * Adds the amplitude of the reflection of the pixel that was added last.
 *
 * @param own change of the pixel for each unit of the logarithm of the amplitude
 */
export function addAmplitude(
  { information, score, mixed, terms }: EquationSums,
  dense: number,
  amplitude: number,
  group: number,
  { row, last }: GroupSums,
  own: number,
): void {
  const [weight = 0, residual = 0] = last;
  const { size, values: h } = information;
  const place = dense + amplitude;
  const k = place * size;
  score[place] = (score[place] as number) + own * residual;
  for (let j = 0; j < dense; j++) h[k + j] = (h[k + j] as number) + own * weight * (row[j] as number);
  h[k + place] = (h[k + place] as number) + own * weight * own;
  for (let t = 0; t < terms; t++) {
    const m = (group * terms + t) * size + place;
    mixed[m] = (mixed[m] as number) + weight * own * (row[dense + t] as number);
  }
}
