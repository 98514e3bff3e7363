import type { FitPixels } from './fit-pixels';
import { abovePhotonFloor, floorSlope, pixelDeviance } from './likelihood';
import { cholesky, type SquareMatrix, solveCholesky, squareMatrix } from './linear-algebra';

/** Photons of the model over all pixels of the boxes, and their derivatives with respect to the unknowns. */
export interface ModelPoint {
  readonly photons: Float64Array;
  /** Derivatives of the unknowns but the amplitudes. */
  readonly jacobian: readonly Float64Array[];
  /** Amplitudes, which come after these: a pixel changes with one of them alone, by twice its photons for each unit of the logarithm. */
  readonly amplitudes?: { readonly count: number; readonly of: Int32Array } | undefined;
}

/**
 * Fisher information and score of the unknowns and of the background, `H = J'WJ`, `E = b'WJ`, `C = b'Wb`, `g = J'Wr` and
 * `b'Wr` with `W = 1/V` and `r = y - mu`.
 */
export interface NormalEquations {
  readonly deviance: number;
  readonly information: SquareMatrix;
  readonly score: Float64Array;
  /** [group, term, unknown] */
  readonly mixed: Float64Array;
  /** [group, term, term] */
  readonly background: Float64Array;
  /** [group, term] */
  readonly backgroundScore: Float64Array;
  readonly groups: number;
  readonly terms: number;
}

/** Background of each pixel, photons. */
export function backgroundOf({ background, count }: FitPixels, coefficients: Float64Array): Float64Array {
  const { terms, group, values } = background;
  const result = new Float64Array(count);
  for (let p = 0; p < count; p++) {
    let sum = 0;
    for (let t = 0; t < terms; t++) {
      sum += (values[p * terms + t] as number) * (coefficients[(group[p] as number) * terms + t] as number);
    }
    result[p] = sum;
  }
  return result;
}

/** Expected photons of each pixel with background, kept above 0. */
export function expectedPhotons(pixels: FitPixels, photons: Float64Array, coefficients: Float64Array): Float64Array {
  const expected = backgroundOf(pixels, coefficients);
  for (let p = 0; p < expected.length; p++) {
    expected[p] = abovePhotonFloor((expected[p] as number) + (photons[pixels.index[p] as number] as number));
  }
  return expected;
}

/** Deviance of all pixels. */
export function devianceOf({ photons, readoutVariance, count }: FitPixels, expected: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < count; p++) sum += pixelDeviance(photons[p] as number, expected[p] as number, readoutVariance);
  return sum;
}

/** Sums the normal equations over the pixels. */
export function normalEquations(pixels: FitPixels, model: ModelPoint, coefficients: Float64Array): NormalEquations {
  const { count, index, photons, readoutVariance } = pixels;
  const { groups, terms, group, values } = pixels.background;
  const expected = expectedPhotons(pixels, model.photons, coefficients);
  const { jacobian, amplitudes } = model;
  const dense = jacobian.length;
  const size = dense + (amplitudes?.count ?? 0);
  const information = squareMatrix(size);
  const score = new Float64Array(size);
  const mixed = new Float64Array(groups * terms * size);
  const background = new Float64Array(groups * terms * terms);
  const backgroundScore = new Float64Array(groups * terms);
  const row = new Float64Array(dense);
  const h = information.values;
  for (let p = 0; p < count; p++) {
    const mu = expected[p] as number;
    const slopeOfFloor = floorSlope(mu);
    const residual = (slopeOfFloor * ((photons[p] as number) - mu)) / (mu + readoutVariance);
    const weight = (slopeOfFloor * slopeOfFloor) / (mu + readoutVariance);
    const at = index[p] as number;
    for (let i = 0; i < dense; i++) {
      const slope = (jacobian[i] as Float64Array)[at] as number;
      row[i] = slope;
      score[i] = (score[i] as number) + slope * residual;
      const weighted = slope * weight;
      if (weighted === 0) continue;
      for (let j = 0, k = i * size; j <= i; j++, k++) h[k] = (h[k] as number) + weighted * (row[j] as number);
    }
    const seen = amplitudes?.of[at] ?? -1;
    const own = 2 * (model.photons[at] as number);
    if (seen >= 0) {
      const place = dense + seen;
      score[place] = (score[place] as number) + own * residual;
      const k = place * size;
      for (let j = 0; j < dense; j++) h[k + j] = (h[k + j] as number) + own * weight * (row[j] as number);
      h[k + place] = (h[k + place] as number) + own * weight * own;
    }
    const first = (group[p] as number) * terms;
    for (let t = 0; t < terms; t++) {
      const basis = values[p * terms + t] as number;
      if (basis === 0) continue;
      const k = first + t;
      const weighted = basis * weight;
      backgroundScore[k] = (backgroundScore[k] as number) + basis * residual;
      for (let u = 0; u < terms; u++) {
        background[k * terms + u] =
          (background[k * terms + u] as number) + weighted * (values[p * terms + u] as number);
      }
      for (let i = 0, m = k * size; i < dense; i++, m++)
        mixed[m] = (mixed[m] as number) + weighted * (row[i] as number);
      if (seen >= 0) {
        const m = k * size + dense + seen;
        mixed[m] = (mixed[m] as number) + weighted * own;
      }
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) h[j * size + i] = h[i * size + j] as number;
  const deviance = devianceOf(pixels, expected);
  return { deviance, information, score, mixed, background, backgroundScore, groups, terms };
}

/** The normal equations of the unknowns alone, and what gives the background back. */
export interface ReducedEquations {
  readonly information: SquareMatrix;
  readonly score: Float64Array;
  /** Change of the background coefficients that belongs to a change of the unknowns. */
  backgroundChange(change: ArrayLike<number>): Float64Array;
}

/** Part of the largest diagonal element that keeps a singular block of the background solvable. */
const RIDGE = 1e-12;

/**
 * Eliminates the background: `H + lambda diag H - sum E'C^-1 E` and `g - sum E'C^-1 b'Wr`, with the diagonal of C times
 * `1 + lambda` as well.
 */
export function eliminateBackground(equations: NormalEquations, lambda: number): ReducedEquations {
  const { groups, terms, mixed, background, backgroundScore } = equations;
  const { size } = equations.information;
  const information = { size, values: Float64Array.from(equations.information.values) };
  const h = information.values;
  for (let i = 0; i < size; i++) h[i * size + i] = (h[i * size + i] as number) * (1 + lambda);
  const score = Float64Array.from(equations.score);
  const blocks: (SquareMatrix | undefined)[] = [];
  for (let k = 0; k < groups; k++) {
    const block = terms === 0 ? undefined : cholesky(damped(background, k, terms, lambda));
    blocks.push(block);
    if (!block) continue;
    const start = k * terms;
    const own = solveCholesky(block, backgroundScore.subarray(start, start + terms));
    const column = new Float64Array(terms);
    for (let j = 0; j < size; j++) {
      for (let t = 0; t < terms; t++) column[t] = mixed[(start + t) * size + j] as number;
      const solved = solveCholesky(block, column);
      for (let t = 0; t < terms; t++) {
        const part = solved[t] as number;
        if (part === 0) continue;
        const first = (start + t) * size;
        for (let i = 0; i < size; i++)
          h[i * size + j] = (h[i * size + j] as number) - (mixed[first + i] as number) * part;
      }
    }
    for (let t = 0; t < terms; t++) {
      const level = own[t] as number;
      const first = (start + t) * size;
      for (let i = 0; i < size; i++) score[i] = (score[i] as number) - (mixed[first + i] as number) * level;
    }
  }
  return {
    information,
    score,
    backgroundChange: (change) => {
      const result = new Float64Array(groups * terms);
      for (const [k, block] of blocks.entries()) {
        if (!block) continue;
        const right = Float64Array.from({ length: terms }, (_, t) => {
          let sum = backgroundScore[k * terms + t] as number;
          for (let i = 0; i < size; i++) sum -= (mixed[(k * terms + t) * size + i] as number) * (change[i] as number);
          return sum;
        });
        result.set(solveCholesky(block, right), k * terms);
      }
      return result;
    },
  };
}

/** The block of one group with its diagonal raised; a group whose pixels are all left out has none. */
function damped(background: Float64Array, group: number, terms: number, lambda: number): SquareMatrix {
  const values = background.slice(group * terms * terms, (group + 1) * terms * terms);
  let largest = 0;
  for (let t = 0; t < terms; t++) largest = Math.max(largest, values[t * terms + t] as number);
  for (let t = 0; t < terms; t++) {
    const place = t * terms + t;
    values[place] = (values[place] as number) * (1 + lambda) + RIDGE * largest;
  }
  return { size: terms, values };
}
