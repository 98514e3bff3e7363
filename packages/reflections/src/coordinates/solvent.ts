import type { SymmetryOperation } from '../symmetry/operation';
import { applyTo } from '../symmetry/operation';
import { type CellGrid, gridCounts, wrappedIndex } from './grid';
import type { Model } from './model';
import type { Scatterers } from './scatterers';

/** The disordered solvent between molecules as a constant density with soft edges. */
export interface SolventOptions {
  /** Density, electrons / A^3. */
  readonly density?: number;
  /** B of its edges, A^2. */
  readonly b?: number;
  /** Added to the radii of atoms, A. */
  readonly probeA?: number;
  /** Taken back from the surface so found, A. */
  readonly shrinkA?: number;
}

/** Usual values: J.-S. Jiang and A. T. Brunger, J. Mol. Biol. 243 (1994) 100. */
export const SOLVENT = { density: 0.35, b: 46, probeA: 1.1, shrinkA: 0.9 } as const satisfies Required<SolventOptions>;

/** Van der Waals radii (A) of A. Bondi, J. Phys. Chem. 68 (1964) 441, where they are not 2. */
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

const [SOLVENT_POINT, NEAR, INSIDE] = [0, 1, 2];

/** Grid points in the disordered solvent are 1, others 0 (flat mask). Hydrogen and absent atoms leave no trace. */
export function solventMask(model: Model, scatterers: Scatterers, dMinA: number, options: Required<SolventOptions>): CellGrid {
  const counts = gridCounts(model.cell, dMinA, 1.5);
  const state = new Uint8Array(counts[0] * counts[1] * counts[2]);
  const ball = ballFor(scatterers, counts);
  for (const [i, atom] of model.atoms.entries()) {
    if (atom.element === 'H' || atom.occupancy === 0) continue;
    const radius = RADII[atom.element] ?? OTHER_RADIUS;
    const at = scatterers.position.subarray(3 * i, 3 * i + 3) as unknown as readonly [number, number, number];
    for (const operation of distinctPlaces(model.spaceGroup.operations, at)) {
      ball(applyTo(operation, at), radius + options.probeA, (point, distanceSquared) => {
        const now = distanceSquared <= radius * radius ? INSIDE : NEAR;
        if ((state[point] as number) < now) state[point] = now;
      });
    }
  }
  const re = Float64Array.from(state, (point) => (point === SOLVENT_POINT ? 1 : 0));
  giveBack(state, re, counts, ball, options.shrinkA);
  return { counts, re };
}

type Triple = readonly [number, number, number];

const distinctPlaces = (operations: readonly SymmetryOperation[], at: Triple): SymmetryOperation[] => {
  const key = (operation: SymmetryOperation) => applyTo(operation, at).map((x) => (x - Math.floor(x)).toFixed(4)).join();
  return [...new Map(operations.map((operation) => [key(operation), operation])).values()];
};

/** Points that are only near the molecule go back to the solvent when it is close: every solvent point on its edge spreads. */
function giveBack(state: Uint8Array, mask: Float64Array, counts: Triple, ball: Ball, shrink: number): void {
  const [nx, ny, nz] = counts;
  const offsets: Triple[] = [];
  ball([0, 0, 0], shrink, (_, __, offset) => offsets.push(offset));
  const neighbours = offsets.filter(([x, y, z]) => Math.abs(x) + Math.abs(y) + Math.abs(z) === 1);
  const point = (x: number, y: number, z: number) => (wrappedIndex(x, nx) * ny + wrappedIndex(y, ny)) * nz + wrappedIndex(z, nz);
  for (let x = 0, here = 0; x < nx; x++) {
    for (let y = 0; y < ny; y++) {
      for (let z = 0; z < nz; z++, here++) {
        if (state[here] !== SOLVENT_POINT) continue;
        if (!neighbours.some(([dx, dy, dz]) => state[point(x + dx, y + dy, z + dz)] !== SOLVENT_POINT)) continue;
        for (const [dx, dy, dz] of offsets) {
          const there = point(x + dx, y + dy, z + dz);
          if (state[there] === NEAR) mask[there] = 1;
        }
      }
    }
  }
}

/** Calls back for every grid point within a radius (A) of a place in fractional coordinates. */
type Ball = (centre: Triple, radius: number, visit: (point: number, distanceSquared: number, offset: Triple) => void) => void;

function ballFor({ metric }: Scatterers, counts: Triple): Ball {
  const [nx, ny, nz] = counts;
  const { orthogonal: o, reciprocal } = metric;
  const reach = reciprocal.map((vector, axis) => Math.sqrt(vector[0] ** 2 + vector[1] ** 2 + vector[2] ** 2) * (counts[axis as 0] as number));
  return (centre, radius, visit) => {
    const at = centre.map((x, axis) => x * (counts[axis as 0] as number)) as unknown as Triple;
    const [rx, ry, rz] = reach.map((r) => r * radius) as [number, number, number];
    for (let ix = Math.ceil(at[0] - rx); ix <= at[0] + rx; ix++) {
      for (let iy = Math.ceil(at[1] - ry); iy <= at[1] + ry; iy++) {
        for (let iz = Math.ceil(at[2] - rz); iz <= at[2] + rz; iz++) {
          const [u, v, w] = [(ix - at[0]) / nx, (iy - at[1]) / ny, (iz - at[2]) / nz];
          const x = o[0][0] * u + o[0][1] * v + o[0][2] * w;
          const y = o[1][1] * v + o[1][2] * w;
          const z = o[2][2] * w;
          const squared = x * x + y * y + z * z;
          if (squared > radius * radius) continue;
          visit((wrappedIndex(ix, nx) * ny + wrappedIndex(iy, ny)) * nz + wrappedIndex(iz, nz), squared, [ix, iy, iz]);
        }
      }
    }
  };
}
