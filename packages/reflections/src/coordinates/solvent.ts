import type { Vec3 } from '@braggsim/core';
import type { Metric } from '../metric';
import { applyTo } from '../symmetry/operation';
import { chordsOf, type Symmetric } from './ellipsoid';
import { type CellGrid, gridCounts, wrappedIndex } from './grid';
import type { Model } from './model';
import type { Scatterers } from './scatterers';

/** Parameters of the disordered solvent between molecules, modelled as a constant density with smooth edges. */
export interface SolventOptions {
  /** Density in electrons / A^3. */
  readonly density?: number;
  /** B factor (A^2) that smooths the edges. */
  readonly b?: number;
  /** Distance (A) added to the radii of atoms. */
  readonly probeA?: number;
  /** Distance (A) by which the surface is moved back afterwards. */
  readonly shrinkA?: number;
}

/** Default parameters, from J.-S. Jiang and A. T. Brunger, J. Mol. Biol. 243 (1994) 100. */
export const SOLVENT = { density: 0.35, b: 46, probeA: 1.1, shrinkA: 0.9 } as const satisfies Required<SolventOptions>;

/** Van der Waals radii (A) that differ from 2 A, from A. Bondi, J. Phys. Chem. 68 (1964) 441. */
const RADII: Readonly<Record<string, number>> = {
  C: 1.7,
  N: 1.55,
  O: 1.52,
  F: 1.47,
  Na: 2.27,
  Mg: 1.73,
  P: 1.8,
  S: 1.8,
  Cl: 1.75,
  K: 2.75,
  Ni: 1.63,
  Cu: 1.4,
  Zn: 1.39,
  Se: 1.9,
  Br: 1.85,
  I: 1.98,
};
const OTHER_RADIUS = 2;

const [SOLVENT_POINT, NEAR, INSIDE, RETURNED] = [0, 1, 2, 3];
/** Largest spacing of grid points (A). Coarser grids misjudge the fraction of the cell that the molecule fills. */
const SPACING = 0.5;
const UNIT: Symmetric = [1, 1, 1, 0, 0, 0];

/** The mask of the disordered solvent: 1 in the solvent, 0 elsewhere. */
export interface SolventMask extends CellGrid {
  readonly re: Uint8Array;
  /** Fraction of the grid points that are in the solvent. */
  readonly fraction: number;
}

/**
 * Calculates the flat mask of the disordered solvent. Hydrogen atoms and atoms with occupancy 0 are ignored.
 */
export function solventMask(
  model: Model,
  { metric, position }: Scatterers,
  dMinA: number,
  options: Required<SolventOptions>,
): SolventMask {
  const counts = gridCounts(model.cell, Math.min(dMinA, 2 * SPACING), 1);
  const state = new Uint8Array(counts[0] * counts[1] * counts[2]);
  const draw = ballPainter(state, metric, counts);
  // The second pass may overwrite what the first one has drawn, so that no point has to be read.
  for (const [value, added] of [
    [NEAR, options.probeA],
    [INSIDE, 0],
  ] as const) {
    for (const [i, atom] of model.atoms.entries()) {
      if (atom.element === 'H' || atom.occupancy === 0) continue;
      const radius = (RADII[atom.element] ?? OTHER_RADIUS) + added;
      const at: Vec3 = [position[3 * i] as number, position[3 * i + 1] as number, position[3 * i + 2] as number];
      for (const operation of model.spaceGroup.operations) draw(applyTo(operation, at), radius, value);
    }
  }
  returnEdges(state, counts, ballOf(metric, counts, options.shrinkA));
  let points = 0;
  for (let i = 0; i < state.length; i++) {
    const isSolvent = state[i] === SOLVENT_POINT || state[i] === RETURNED;
    state[i] = isSolvent ? 1 : 0;
    if (isSolvent) points++;
  }
  return { counts, re: state, fraction: points / state.length };
}

/** Returns a function that gives all grid points in a ball (centre in fractions of the cell, radius in A) a value. */
function ballPainter(state: Uint8Array, metric: Metric, counts: Vec3) {
  const nz = counts[2];
  const chords = chordsOf(metric, counts);
  return (centre: Vec3, radius: number, value: number): void => {
    const { count, row, first, points } = chords(centre, UNIT, radius * radius, radius);
    for (let chord = 0; chord < count; chord++) {
      const start = row[chord] as number;
      let at = start + wrappedIndex(first[chord] as number, nz);
      for (let left = points[chord] as number; left > 0; at = start) {
        const end = Math.min(at + left, start + nz);
        left -= end - at;
        while (at < end) state[at++] = value;
      }
    }
  };
}

/** The part of a grid line along z that lies in a ball about a grid point, as offsets from that point in grid points. */
interface BallLine {
  readonly x: number;
  readonly y: number;
  readonly firstZ: number;
  readonly points: number;
}

/** Lists the lines of all points within a radius (A). */
function ballOf(metric: Metric, counts: Vec3, radius: number): BallLine[] {
  const [, ny, nz] = counts;
  const { count, row, first, points } = chordsOf(metric, counts)([0, 0, 0], UNIT, radius * radius, radius);
  return Array.from({ length: count }, (_, i) => {
    const line = (row[i] as number) / nz;
    return { x: Math.floor(line / ny), y: line % ny, firstZ: first[i] as number, points: points[i] as number };
  });
}

/**
 * Returns points near the molecule to the solvent where a solvent point at the boundary lies within the shrinkage
 * radius.
 */
function returnEdges(state: Uint8Array, [nx, ny, nz]: Vec3, ball: readonly BallLine[]): void {
  const line = (x: number, y: number) => (wrappedIndex(x, nx) * ny + wrappedIndex(y, ny)) * nz;
  const starts = new Int32Array(ball.length);
  /** Returns what is near a run of boundary points. */
  const returnNear = (firstBoundary: number, boundaries: number) => {
    for (let n = 0; n < ball.length; n++) {
      const { firstZ, points } = ball[n] as BallLine;
      const start = starts[n] as number;
      let at = start + wrappedIndex(firstBoundary + firstZ, nz);
      for (let left = Math.min(nz, points + boundaries - 1); left > 0; left--) {
        if (state[at] === NEAR) state[at] = RETURNED;
        if (++at === start + nz) at = start;
      }
    }
  };
  for (let x = 0; x < nx; x++) {
    for (let y = 0; y < ny; y++) {
      const here = line(x, y);
      const [before, behind, below, above] = [line(x - 1, y), line(x + 1, y), line(x, y - 1), line(x, y + 1)];
      for (let n = 0; n < ball.length; n++) {
        const { x: dx, y: dy } = ball[n] as BallLine;
        starts[n] = line(x + dx, y + dy);
      }
      let boundaries = 0;
      for (let z = 0; z < nz; z++) {
        const isBoundary =
          state[here + z] === SOLVENT_POINT &&
          (state[before + z] !== SOLVENT_POINT ||
            state[behind + z] !== SOLVENT_POINT ||
            state[below + z] !== SOLVENT_POINT ||
            state[above + z] !== SOLVENT_POINT ||
            state[here + (z === 0 ? nz : z) - 1] !== SOLVENT_POINT ||
            state[here + (z + 1 === nz ? 0 : z + 1)] !== SOLVENT_POINT);
        if (isBoundary) boundaries++;
        else if (boundaries > 0) {
          returnNear(z - boundaries, boundaries);
          boundaries = 0;
        }
      }
      if (boundaries > 0) returnNear(nz - boundaries, boundaries);
    }
  }
}
