import { type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { type Centroid, type IndexedCentroid, indexed } from './centroids';
import { cholesky, solveCholesky, squareMatrix } from './linear-algebra';
import { detectorRays, reciprocalAxes } from './panel-frames';
import { lowerUnknown, upperUnknown, type Variable } from './variables';

/** Standard deviation of a centroid across its ray, px. */
const SIGMA_PX = 0.3;
/** Distance of an excited spot from the Ewald sphere over 1/L, L the smallest edge of the crystal. */
const SIGMA_RAY = 0.4;
const ITERATIONS = 5;
const ROUNDS = 5;
/** Relative change of the unknowns below which they are found. */
const SETTLED = 1e-7;
/** Spots that a fit of centroids needs for each unknown. */
const SPOTS_PER_UNKNOWN = 1;
/** Relative step of the differences by which residuals are differentiated. */
const STEP = 1e-6;

export interface CentroidFit {
  readonly x: Float64Array;
  /** Spots that were indexed. */
  readonly spots: number;
}

/** Returns the unknowns that centroids move: turn and cell, or the wavelength or distance where the cell is fixed. */
export function movable(variables: readonly Variable[]): number[] {
  const places = (groups: readonly string[]) =>
    variables.flatMap(({ group }, i) => (groups.includes(group) ? [i] : []));
  const cell = places(['cell']);
  return [...places(['misset']), ...(cell.length > 0 ? cell : places(['wavelength', 'distance']).slice(0, 1))];
}

/**
 * Fits orientation and cell to the centroids of spots: no image is computed. Residuals `q - A* h` are taken across the ray with the
 * error of a centroid, and along it with the width of the reciprocal lattice points, since a spot need only be excited; the
 * loss is a soft L1.
 *
 * @param derivedAt geometry and crystal at unknowns
 * @param raySigma factor on the standard deviation along the ray
 */
export function fitCentroids(
  centroids: readonly Centroid[],
  variables: readonly Variable[],
  start: Float64Array,
  derivedAt: (x: Float64Array) => Derived,
  raySigma = 1,
): CentroidFit {
  const moving = movable(variables);
  let x = start;
  let known = '';
  let spots: IndexedCentroid[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const derived = derivedAt(x);
    spots = indexed(centroids, reciprocalAxes(derived), detectorRays(derived));
    const names = spots.map(({ box, hkl }) => `${box}:${hkl.join(' ')}`).join(';');
    if (names === known || moving.length === 0 || 2 * spots.length < SPOTS_PER_UNKNOWN * moving.length) break;
    known = names;
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      const next = improved(spots, variables, moving, x, derivedAt, raySigma);
      const settled = next.every(
        (value, i) => Math.abs(value - (x[i] as number)) <= SETTLED * Math.max(1, Math.abs(value)),
      );
      x = next;
      if (settled) break;
    }
  }
  return { x, spots: spots.length };
}

/** What the residual of a spot is measured with: it does not depend on the crystal. */
interface SpotFrame {
  /** Scattering vector of the centroid, 1/A. */
  readonly q: Vec3;
  readonly ray: Vec3;
  /** Unit vectors across the ray. */
  readonly across: readonly [Vec3, Vec3];
  /** Standard deviation across the ray, 1/A. */
  readonly sigma: number;
}

/** Frames of spots by the detector and the sources that they follow from. */
interface KnownFrames {
  readonly derived: Pick<Derived, 'detector' | 'sources'>;
  readonly frames: readonly SpotFrame[];
}
const lastFrames = new WeakMap<readonly IndexedCentroid[], KnownFrames>();

function framesOf(spots: readonly IndexedCentroid[], derived: Derived): readonly SpotFrame[] {
  const known = lastFrames.get(spots);
  const { detector, sources } = derived;
  if (known?.derived.detector === detector && known.derived.sources === sources) return known.frames;
  const rays = detectorRays(derived);
  const frames = spots.map(({ panel, fast, slow }): SpotFrame => {
    const point = rays.pointAt(panel, fast, slow);
    const range = vector.length(point);
    const ray = vector.scale(point, 1 / range);
    return {
      q: rays.scatteringAt(panel, fast, slow),
      ray,
      across: across(ray),
      sigma: (SIGMA_PX * rays.pixelSize(panel)) / (range * rays.wavelengthA),
    };
  });
  lastFrames.set(spots, { derived: { detector, sources }, frames });
  return frames;
}

/** Residuals of all spots in units of their standard deviations, three each. */
function residuals(spots: readonly IndexedCentroid[], derived: Derived, raySigma: number): Float64Array {
  const frames = framesOf(spots, derived);
  const [a, b, c] = reciprocalAxes(derived);
  const alongSigma = (raySigma * SIGMA_RAY) / smallestEdge(derived);
  const result = new Float64Array(3 * spots.length);
  for (const [i, { hkl }] of spots.entries()) {
    const {
      q,
      ray,
      across: [u, v],
      sigma,
    } = frames[i] as SpotFrame;
    const [h, k, l] = hkl;
    const error: Vec3 = [
      q[0] - h * a[0] - k * b[0] - l * c[0],
      q[1] - h * a[1] - k * b[1] - l * c[1],
      q[2] - h * a[2] - k * b[2] - l * c[2],
    ];
    result[3 * i] = vector.dot(error, u) / sigma;
    result[3 * i + 1] = vector.dot(error, v) / sigma;
    result[3 * i + 2] = vector.dot(error, ray) / alongSigma;
  }
  return result;
}

/** Returns the smallest edge of the crystal, Å, by its cell and its numbers of cells. */
function smallestEdge({ crystal }: Derived): number {
  const edges = [crystal.a, crystal.b, crystal.c].map((v, i) => vector.length(v) * 1e10 * (crystal.cells[i] as number));
  return Math.min(...edges);
}

/** Returns two unit vectors that are orthogonal to a direction and to each other. */
function across(direction: Vec3): readonly [Vec3, Vec3] {
  const other: Vec3 = Math.abs(direction[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const u = vector.unit(vector.cross(direction, other));
  return [u, vector.cross(direction, u)];
}

/** Returns the unknowns after one Gauss-Newton step, with weights 1/sqrt(1 + r²) of the soft L1 loss. */
function improved(
  spots: readonly IndexedCentroid[],
  variables: readonly Variable[],
  moving: readonly number[],
  x: Float64Array,
  derivedAt: (x: Float64Array) => Derived,
  raySigma: number,
): Float64Array {
  const here = residuals(spots, derivedAt(x), raySigma);
  const slopes = moving.map((place) => {
    const step = STEP * Math.max(1, Math.abs(x[place] as number));
    const there = (by: number) =>
      residuals(spots, derivedAt(x.map((value, i) => (i === place ? value + by : value))), raySigma);
    const [up, down] = [there(step), there(-step)];
    return up.map((value, i) => (value - (down[i] as number)) / (2 * step));
  });
  const matrix = squareMatrix(moving.length);
  const right = new Float64Array(moving.length);
  for (const [r, residual] of here.entries()) {
    const weight = 1 / Math.sqrt(1 + residual * residual);
    for (let i = 0; i < moving.length; i++) {
      const slope = (slopes[i] as Float64Array)[r] as number;
      right[i] = (right[i] as number) - weight * slope * residual;
      for (let j = 0; j < moving.length; j++) {
        const at = i * moving.length + j;
        matrix.values[at] = (matrix.values[at] as number) + weight * slope * ((slopes[j] as Float64Array)[r] as number);
      }
    }
  }
  for (let i = 0; i < moving.length; i++) {
    const at = i * moving.length + i;
    matrix.values[at] = (matrix.values[at] as number) * (1 + DAMPING);
  }
  const triangle = cholesky(matrix);
  if (!triangle) return x;
  const change = solveCholesky(triangle, right);
  return x.map((value, i) => {
    const place = moving.indexOf(i);
    if (place < 0) return value;
    const variable = variables[i] as Variable;
    const next = value + Math.min(variable.maxStep, Math.max(-variable.maxStep, change[place] as number));
    return Math.min(upperUnknown(variable), Math.max(lowerUnknown(variable), next));
  });
}

/** Part by which the diagonal is raised, so that a direction without information does not run away. */
const DAMPING = 1e-6;
