import type { FitPixels } from './fit-pixels';
import { abovePhotonFloor, pixelDeviance } from './likelihood';
import { cholesky, type SquareMatrix, solveCholesky, squareMatrix } from './linear-algebra';
import { addAmplitude, addPixel, type EquationSums, groupSums, type ModelPoint, takeOver } from './pixel-sums';

export type { ModelPoint } from './pixel-sums';

/**
 * Fisher information and score of the unknowns and of the background, `H = J'WJ`, `E = b'WJ`, `C = b'Wb`, `g = J'Wr` and
 * `b'Wr` with `W = 1/V` and `r = y - mu`.
 */
export interface NormalEquations extends EquationSums {
  readonly deviance: number;
}

/** Computes the background of each pixel of a fit, photons, from the coefficients [group, term] of the background. */
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

/** Returns the expected photons of each pixel with background, kept above 0. */
export function expectedPhotons(pixels: FitPixels, photons: Float64Array, coefficients: Float64Array): Float64Array {
  const expected = backgroundOf(pixels, coefficients);
  for (let p = 0; p < expected.length; p++) {
    expected[p] = abovePhotonFloor((expected[p] as number) + (photons[pixels.index[p] as number] as number));
  }
  return expected;
}

/** Sums the deviance of all pixels of a fit at expected photons. */
function devianceOf({ photons, readoutVariance, count }: FitPixels, expected: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < count; p++) sum += pixelDeviance(photons[p] as number, expected[p] as number, readoutVariance);
  return sum;
}

/** Sums the normal equations of a fit over its pixels: information matrix and score of the unknowns and of the coefficients of the background. */
export function normalEquations(pixels: FitPixels, model: ModelPoint, coefficients: Float64Array): NormalEquations {
  const { count, index } = pixels;
  const { groups, terms, group } = pixels.background;
  const expected = expectedPhotons(pixels, model.photons, coefficients);
  const { jacobian, amplitudes } = model;
  const dense = jacobian.length;
  const size = dense + (amplitudes?.count ?? 0);
  const information = squareMatrix(size);
  const equations: EquationSums = {
    information,
    score: new Float64Array(size),
    mixed: new Float64Array(groups * terms * size),
    background: new Float64Array(groups * terms * terms),
    backgroundScore: new Float64Array(groups * terms),
    groups,
    terms,
  };
  const sums = groupSums(dense + terms);
  let current = count > 0 ? (group[0] as number) : 0;
  for (let p = 0; p < count; p++) {
    if (group[p] !== current) {
      takeOver(equations, dense, current, sums);
      current = group[p] as number;
    }
    addPixel(sums, pixels, jacobian, p, expected[p] as number);
    if (!amplitudes) continue;
    const at = index[p] as number;
    const seen = amplitudes.of[at] as number;
    if (seen >= 0) addAmplitude(equations, dense, seen, current, sums, 2 * (model.photons[at] as number));
  }
  takeOver(equations, dense, current, sums);
  const h = information.values;
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) h[j * size + i] = h[i * size + j] as number;
  const deviance = devianceOf(pixels, expected);
  return { deviance, ...equations };
}

/** The normal equations of the unknowns alone, and what gives the background back. */
export interface ReducedEquations {
  readonly information: SquareMatrix;
  readonly score: Float64Array;
  /** Returns the change of the background coefficients that belongs to a change of the unknowns. */
  backgroundChange(change: ArrayLike<number>): Float64Array;
}

/** Part of the largest diagonal element that keeps a singular block of the background solvable. */
const RIDGE = 1e-12;

/**
 * Eliminates the background: `H + lambda diag H - sum E'C^-1 E` and `g - sum E'C^-1 b'Wr`, with the diagonal of C times
 * `1 + lambda` as well.
 */
export function eliminateBackground(equations: NormalEquations, lambda: number): ReducedEquations {
  const before = lambda === 0 ? undamped.get(equations) : undefined;
  if (before) return before;
  const reduced = eliminated(equations, lambda);
  if (lambda === 0) undamped.set(equations, reduced);
  return reduced;
}

const undamped = new WeakMap<NormalEquations, ReducedEquations>();

function eliminated(equations: NormalEquations, lambda: number): ReducedEquations {
  const { groups, terms, mixed, background, backgroundScore } = equations;
  const { size } = equations.information;
  const information = { size, values: equations.information.values.slice() };
  const h = information.values;
  for (let i = 0; i < size; i++) h[i * size + i] = (h[i * size + i] as number) * (1 + lambda);
  const score = equations.score.slice();
  const blocks: (SquareMatrix | undefined)[] = [];
  for (let k = 0; k < groups; k++) {
    const block = terms === 0 ? undefined : cholesky(damped(background, k, terms, lambda));
    blocks.push(block);
    if (block) eliminateGroup(information, score, block, mixed, backgroundScore, k);
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) h[j * size + i] = h[i * size + j] as number;
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

/** Takes the part of one group of the background out of the equations: that of L⁻¹E with C = L L'. */
function eliminateGroup(
  { size, values: h }: SquareMatrix,
  score: Float64Array,
  { size: terms, values: lower }: SquareMatrix,
  mixed: Float64Array,
  backgroundScore: Float64Array,
  k: number,
): void {
  const reduced = mixed.slice(k * terms * size, (k + 1) * terms * size);
  const own = backgroundScore.slice(k * terms, (k + 1) * terms);
  for (let t = 0; t < terms; t++) {
    const row = t * size;
    for (let u = 0; u < t; u++) {
      const factor = lower[t * terms + u] as number;
      own[t] = (own[t] as number) - factor * (own[u] as number);
      for (let i = 0; i < size; i++)
        reduced[row + i] = (reduced[row + i] as number) - factor * (reduced[u * size + i] as number);
    }
    const diagonal = lower[t * terms + t] as number;
    own[t] = (own[t] as number) / diagonal;
    for (let i = 0; i < size; i++) {
      const value = (reduced[row + i] as number) / diagonal;
      reduced[row + i] = value;
      score[i] = (score[i] as number) - value * (own[t] as number);
      if (value === 0) continue;
      for (let j = 0; j <= i; j++) h[i * size + j] = (h[i * size + j] as number) - value * (reduced[row + j] as number);
    }
  }
}

/** Returns the block of one group with its diagonal raised; a group whose pixels are all left out has none. */
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
