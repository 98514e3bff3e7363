import { type Mat3, units, vector } from '@braggsim/core';
import type { Reflections } from '@braggsim/reflections';

/** How far a setting may change the metric of a lattice: edges relatively, angles in degrees. */
const MAX_EDGE_CHANGE = 0.015;
const MAX_ANGLE_CHANGE_DEG = 1.5;
/** Relative difference of amplitudes that count as equal, and the part of the reflections that must be so. */
const EQUAL_AMPLITUDE = 0.01;
const EQUAL_PART = 0.98;
/** Reflections that are compared. */
const MAX_COMPARED = 20_000;

const ENTRIES = [-1, 0, 1];

/** Returns integer matrices of determinant 1 that map a lattice nearly onto itself; new axes are the matrix times the old ones. */
export function latticeRotations(direct: vector.Basis): Mat3[] {
  const start = metric(direct);
  const found: Mat3[] = [];
  const rowsOf = ENTRIES.flatMap((x) =>
    ENTRIES.flatMap((y) => ENTRIES.map((z): [number, number, number] => [x, y, z])),
  );
  for (const u of rowsOf) {
    for (const v of rowsOf) {
      for (const w of rowsOf) {
        const matrix = vector.fromRows([u, v, w]);
        if (Math.round(vector.determinant(matrix)) !== 1) continue;
        if (isNear(metric(transformed(direct, matrix)), start)) found.push(matrix);
      }
    }
  }
  return found.sort((one, other) => distanceFromIdentity(one) - distanceFromIdentity(other));
}

const distanceFromIdentity = (m: Mat3): number =>
  m.reduce((sum, value, i) => sum + Math.abs(value - (vector.IDENTITY[i] as number)), 0);

/** Returns the cell vectors of another setting of a crystal: each is the sum of the given ones, weighted by a row of a matrix. */
export function transformed([a, b, c]: vector.Basis, m: Mat3): vector.Basis {
  return vector.mapBasis(vector.rows(m), (row) =>
    vector.add(vector.add(vector.scale(a, row[0]), vector.scale(b, row[1])), vector.scale(c, row[2])),
  );
}

function metric([a, b, c]: vector.Basis): readonly number[] {
  const angle = (u: vector.Basis[0], v: vector.Basis[0]): number =>
    units.toDegrees(Math.atan2(vector.length(vector.cross(u, v)), vector.dot(u, v)));
  return [vector.length(a), vector.length(b), vector.length(c), angle(b, c), angle(c, a), angle(a, b)];
}

const isNear = (one: readonly number[], other: readonly number[]): boolean =>
  one.every((value, i) =>
    i < 3
      ? Math.abs(value / (other[i] as number) - 1) <= MAX_EDGE_CHANGE
      : Math.abs(value - (other[i] as number)) <= MAX_ANGLE_CHANGE_DEG,
  );

/**
 * Returns the settings that can give different images, one for each coset of the crystal's own point group, the identity first.
 *
 * @param own rotations of the crystal's point group as they act on indices
 */
export function settingsOf(direct: vector.Basis, own: readonly Mat3[]): Mat3[] {
  const settings: Mat3[] = [];
  const known = new Set<string>();
  for (const matrix of latticeRotations(direct)) {
    if (known.has(matrix.join())) continue;
    settings.push(matrix);
    for (const rotation of own)
      known.add(
        vector
          .multiply(rotation, matrix)
          .map((x) => Math.round(x) + 0)
          .join(),
      );
  }
  return settings;
}

/** Returns the rotations under which a list of amplitudes is its own image: they give the same images. */
export function rotationsOfAmplitudes(rotations: readonly Mat3[], reflections: Reflections | undefined): Mat3[] {
  if (!reflections) return [...rotations];
  const amplitudes = new Map<string, number>();
  for (let i = 0; i < reflections.count; i++) {
    amplitudes.set(`${reflections.h[i]} ${reflections.k[i]} ${reflections.l[i]}`, reflections.F[i] as number);
  }
  const stride = Math.max(1, Math.floor(reflections.count / MAX_COMPARED));
  return rotations.filter((m) => {
    let [equal, compared] = [0, 0];
    for (let i = 0; i < reflections.count; i += stride) {
      const [h, k, l] = vector.transform(m, [
        reflections.h[i] as number,
        reflections.k[i] as number,
        reflections.l[i] as number,
      ]);
      const other = amplitudes.get(`${h} ${k} ${l}`);
      if (other === undefined) continue;
      compared++;
      const own = reflections.F[i] as number;
      if (Math.abs(other - own) <= EQUAL_AMPLITUDE * Math.max(own, other)) equal++;
    }
    return compared > 0 && equal >= EQUAL_PART * compared;
  });
}
