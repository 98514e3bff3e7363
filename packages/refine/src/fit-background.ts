import type { FitPixels } from './fit-pixels';
import { abovePhotonFloor, floorSlope, pixelDeviance } from './likelihood';
import { cholesky, solveCholesky, squareMatrix } from './linear-algebra';

const ITERATIONS = 12;
/** A fall of the deviance of one group of pixels below which its background is found. */
const FOUND = 1e-4;
const FIRST_LAMBDA = 1e-4;
const LARGEST_LAMBDA = 1e6;

/** Pixels by the group of their background, in order: those of group k lie from `first[k]` on. */
interface PixelGroups {
  readonly first: Int32Array;
  readonly pixels: Int32Array;
}

const known = new WeakMap<FitPixels, PixelGroups>();

function pixelGroups(fit: FitPixels): PixelGroups {
  const before = known.get(fit);
  if (before) return before;
  const { group, groups } = fit.background;
  const first = new Int32Array(groups + 1);
  for (let p = 0; p < fit.count; p++) first[(group[p] as number) + 1] = (first[(group[p] as number) + 1] as number) + 1;
  for (let k = 0; k < groups; k++) first[k + 1] = (first[k + 1] as number) + (first[k] as number);
  const next = first.slice();
  const pixels = new Int32Array(fit.count);
  for (let p = 0; p < fit.count; p++) {
    const k = group[p] as number;
    pixels[next[k] as number] = p;
    next[k] = (next[k] as number) + 1;
  }
  const result = { first, pixels };
  known.set(fit, result);
  return result;
}

/**
 * Finds the background that fits best beneath a model that is held. No image is computed, and where counts are few the background
 * is far from a parabola of the deviance, so that this saves many evaluations of the model.
 *
 * @param start coefficients to begin with
 */
export function fittedBackground(fit: FitPixels, photons: Float64Array, start: Float64Array): Float64Array {
  const { groups, terms } = fit.background;
  const result = start.slice();
  if (terms === 0) return result;
  const { first, pixels } = pixelGroups(fit);
  for (let k = 0; k < groups; k++) {
    const places = pixels.subarray(first[k], first[k + 1]);
    result.set(groupBackground(fit, photons, places, start.slice(k * terms, (k + 1) * terms)), k * terms);
  }
  return result;
}

function groupBackground(fit: FitPixels, photons: Float64Array, places: Int32Array, start: Float64Array): Float64Array {
  let coefficients = start;
  let lambda = FIRST_LAMBDA;
  let current = groupEquations(fit, photons, places, coefficients);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const { information, score, deviance } = current;
    const { size } = information;
    const damped = { size, values: information.values.slice() };
    for (let t = 0; t < size; t++)
      damped.values[t * size + t] = (damped.values[t * size + t] as number) * (1 + lambda) + 1e-12;
    const triangle = cholesky(damped);
    if (!triangle) break;
    const change = solveCholesky(triangle, score);
    const expectedFall = change.reduce((sum, value, t) => sum + value * (score[t] as number), 0);
    if (expectedFall < FOUND) break;
    const tried = coefficients.map((value, t) => value + (change[t] as number));
    const next = groupEquations(fit, photons, places, tried);
    const fall = deviance - next.deviance;
    if (fall < 0) {
      lambda = Math.max(1e-2, lambda * 10);
      if (lambda > LARGEST_LAMBDA) break;
      continue;
    }
    lambda *= 0.1;
    coefficients = tried;
    current = next;
    if (fall < FOUND) break;
  }
  return coefficients;
}

function groupEquations(
  { background: { terms, values }, photons: measured, readoutVariance, index }: FitPixels,
  photons: Float64Array,
  places: Int32Array,
  coefficients: Float64Array,
) {
  const information = squareMatrix(terms);
  const score = new Float64Array(terms);
  const h = information.values;
  let deviance = 0;
  for (const p of places) {
    let level = photons[index[p] as number] as number;
    const row = p * terms;
    for (let t = 0; t < terms; t++) level += (values[row + t] as number) * (coefficients[t] as number);
    const mu = abovePhotonFloor(level);
    const slope = floorSlope(mu);
    const y = measured[p] as number;
    const weight = slope / (mu + readoutVariance);
    const residual = weight * (y - mu);
    deviance += pixelDeviance(y, mu, readoutVariance);
    for (let t = 0; t < terms; t++) {
      const basis = values[row + t] as number;
      if (basis === 0) continue;
      score[t] = (score[t] as number) + basis * residual;
      const weighted = basis * weight * slope;
      for (let u = 0; u <= t; u++)
        h[t * terms + u] = (h[t * terms + u] as number) + weighted * (values[row + u] as number);
    }
  }
  for (let t = 0; t < terms; t++) for (let u = 0; u < t; u++) h[u * terms + t] = h[t * terms + u] as number;
  return { information, score, deviance };
}
