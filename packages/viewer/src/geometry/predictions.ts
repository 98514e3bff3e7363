import { type Vec3, vector } from '@braggsim/core';
import { cornersOf, type Point, WHOLE } from '../image/placement';
import { labPosition, panelCoordinates, type Scattering, scatteringVector } from './scattering';

/** A reflection and where its ray meets the detector. */
export interface PredictedSpot {
  readonly panel: number;
  /** Pixel coordinates on the panel; the middle of the first pixel is at 0.5. */
  readonly at: Point;
  readonly hkl: Vec3;
}

/** The crystal of a prediction, in the laboratory at spindle angle 0. */
export interface CrystalLattice {
  /** Direct cell vectors, Å. */
  readonly direct: vector.Basis;
  readonly spindle: Vec3;
  /** Distance from the Ewald sphere that its size alone gives a reflection, 1/Å. */
  readonly blurPerA: number;
  /** What the extent of a spot grows by for each 1/Å of the scattering vector, by mosaicity and bandwidth. */
  readonly blurPerLength: number;
}

/** Spindle angles of an image, rad. */
export interface Turn {
  readonly start: number;
  readonly width: number;
}

/** Number of spots after which a prediction ends. */
export const MAX_PREDICTED = 20_000;
/** Largest index that is tried. */
const INDEX_LIMIT = 1000;

/** Returns the length of the longest scattering vector that a corner of the detector records, 1/Å. */
function longestVector(scattering: Scattering): number {
  const corners = scattering.panels.flatMap((panel) =>
    cornersOf(WHOLE, panel).map((corner) => scatteringVector(labPosition(panel, corner), scattering)),
  );
  return Math.max(0, ...corners.map(vector.length));
}

/**
 * Finds the angles at which a reflection lies on the Ewald sphere, or near it at an end of the range. With p at angle 0, beam vector s,
 * spindle m: p²/2 + (p·m)(m·s) + B cos φ + C sin φ = 0, B = p·s - (p·m)(m·s), C = (m×p)·s.
 */
function angles(p: Vec3, s: Vec3, m: Vec3, { start, width }: Turn, wavelengthA: number, blur: number): number[] {
  const along = vector.dot(p, m) * vector.dot(m, s);
  const [B, C] = [vector.dot(p, s) - along, vector.dot(vector.cross(m, p), s)];
  const constant = vector.dot(p, p) / 2 + along;
  const distance = (phi: number): number => Math.abs(constant + B * Math.cos(phi) + C * Math.sin(phi)) * wavelengthA;
  const end = start + width;
  const found: number[] = [];
  if (width !== 0) {
    const amplitude = Math.hypot(B, C);
    const cosine = -constant / amplitude;
    if (Math.abs(cosine) <= 1) {
      const middle = Math.atan2(C, B);
      for (const phi of [middle - Math.acos(cosine), middle + Math.acos(cosine)]) {
        const least = Math.min(start, end);
        const turned = least + ((((phi - least) % FULL) + FULL) % FULL);
        if (turned <= Math.max(start, end)) found.push(turned);
      }
    }
  }
  if (found.length === 0) {
    const near = width === 0 ? [start] : [start, end];
    const best = near.reduce((a, b) => (distance(b) < distance(a) ? b : a));
    if (distance(best) <= blur) found.push(best);
  }
  return found;
}

const FULL = 2 * Math.PI;

function spotOf(direction: Vec3, { panels }: Scattering): Pick<PredictedSpot, 'panel' | 'at'> | undefined {
  for (const [panel, row] of panels.entries()) {
    const at = panelCoordinates(row, direction);
    if (at && at[0] >= 0 && at[1] >= 0 && at[0] < row.pixelsFast && at[1] < row.pixelsSlow) return { panel, at };
  }
  return undefined;
}

/**
 * Predicts the spots of an image: reflections that lie on the Ewald sphere at one of its spindle angles, or near enough to it
 * by the size of the crystal, its mosaicity and the bandwidth, and whose rays meet a panel.
 *
 * @param isPresent tells whether a reflection has an intensity
 */
export function predictedSpots(
  scattering: Scattering,
  { direct, spindle, blurPerA, blurPerLength }: CrystalLattice,
  turn: Turn,
  isPresent: (hkl: Vec3) => boolean = () => true,
): PredictedSpot[] {
  const [a, b, c] = vector.reciprocal(direct);
  const { beam, wavelengthA } = scattering;
  const s = vector.scale(beam, 1 / wavelengthA);
  const longest = longestVector(scattering);
  const [hMax, kMax, lMax] = direct.map((edge) => Math.min(INDEX_LIMIT, Math.floor(vector.length(edge) * longest))) as [
    number,
    number,
    number,
  ];
  const spots: PredictedSpot[] = [];
  for (let h = -hMax; h <= hMax; h++)
    for (let k = -kMax; k <= kMax; k++)
      for (let l = -lMax; l <= lMax; l++) {
        const p: Vec3 = [
          h * a[0] + k * b[0] + l * c[0],
          h * a[1] + k * b[1] + l * c[1],
          h * a[2] + k * b[2] + l * c[2],
        ];
        const length = vector.length(p);
        if (length > longest || length === 0) continue;
        const hits = angles(p, s, spindle, turn, wavelengthA, blurPerA + blurPerLength * length);
        if (hits.length === 0 || !isPresent([h, k, l])) continue;
        for (const phi of hits) {
          const turned = vector.rotateAbout(p, spindle, phi);
          const spot = spotOf(vector.unit(vector.add(s, turned)), scattering);
          if (spot) spots.push({ ...spot, hkl: [h, k, l] });
          if (spots.length >= MAX_PREDICTED) return spots;
        }
      }
  return spots;
}

/** The place of a pixel among the reflections of a crystal. */
export interface IndexedPlace {
  /** Fractional indices. */
  readonly hkl: Vec3;
  readonly nearest: Vec3;
  /** Distance to the ray of the nearest reflection, pixels; absent where that does not meet the panel's plane. */
  readonly pixels?: number;
}

/** Computes the indices of a place on a panel, for a crystal in the middle of the range of spindle angles. */
export function indexedPlace(
  scattering: Scattering,
  { direct, spindle }: Pick<CrystalLattice, 'direct' | 'spindle'>,
  { start, width }: Turn,
  panel: number,
  at: Point,
): IndexedPlace | undefined {
  const row = scattering.panels[panel];
  if (!row) return undefined;
  const axes = vector.mapBasis(direct, (axis) => vector.rotateAbout(axis, spindle, start + width / 2));
  const q = scatteringVector(labPosition(row, at), scattering);
  const hkl = vector.mapBasis(axes, (axis) => axis).map((axis) => vector.dot(axis, q)) as unknown as Vec3;
  const nearest = hkl.map((x) => Math.round(x) + 0) as unknown as Vec3;
  const [a, b, c] = vector.reciprocal(axes);
  const p = vector.add(
    vector.add(vector.scale(a, nearest[0]), vector.scale(b, nearest[1])),
    vector.scale(c, nearest[2]),
  );
  const place = panelCoordinates(row, vector.add(vector.scale(scattering.beam, 1 / scattering.wavelengthA), p));
  return { hkl, nearest, ...(place && { pixels: Math.hypot(place[0] - at[0], place[1] - at[1]) }) };
}
