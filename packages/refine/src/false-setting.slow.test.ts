import { units, vector } from '@braggsim/core';
import type { Reflections } from '@braggsim/reflections';
import { expect, test } from 'vitest';
import { derivedFrom } from './model-source';
import { refineShot } from './refine-shot';
import { latticeRotations, transformed } from './settings';
import { noisyShot, OPTIONS, TRUTH } from './shot.fixture';
import { orientedCell } from './start-model';

const [A, C] = [50, 40];
/** A monoclinic cell with a cos(beta) = -c/2, whose lattice has a rotation about c that the crystal lacks. */
const BETA = units.toDegrees(Math.acos(-C / (2 * A)));

/** Amplitudes of the point group 2 about b, equal for Friedel mates, which differ by a factor of up to ten. */
function amplitudes(): Reflections {
  const rows: [number, number, number, number][] = [];
  for (let h = -40; h <= 40; h++) {
    for (let k = -45; k <= 45; k++) {
      for (let l = -32; l <= 32; l++) {
        // The rotation takes h, k, l to -h, k, -l, its Friedel mate to h, -k, l.
        const [u, w] = h > 0 || (h === 0 && l >= 0) ? [h, l] : [-h, -l];
        const part = Math.abs(Math.sin(12.9898 * u + 78.233 * Math.abs(k) + 37.719 * w) * 43758.5453) % 1;
        rows.push([h, k, l, 20 + 180 * part]);
      }
    }
  }
  const column = (i: 0 | 1 | 2) => Int32Array.from(rows, (row) => row[i]);
  return {
    count: rows.length,
    h: column(0),
    k: column(1),
    l: column(2),
    F: Float64Array.from(rows, (row) => row[3]),
    min: [-40, -45, -32],
    max: [40, 45, 32],
  };
}

test('the right indexing is found from a start in the false one', async () => {
  const reflections = amplitudes();
  const inputs = { reflections };
  const truth = {
    ...TRUTH,
    beam: { ...TRUTH.beam, fluencePerM2: 1e29 },
    crystal: { ...TRUTH.crystal, cell: [A, 61, C, 90, BETA, 90], misset: [12, -33, 57] as const },
    structureFactors: { interpolation: 'nearest' as const },
  };
  const { crystal } = derivedFrom(truth, { inputs });
  const direct = vector.mapBasis([crystal.a, crystal.b, crystal.c], (v) => vector.scale(v, 1e10));
  const rotations = latticeRotations(direct);
  // Of the four rotations of the lattice two are those of the crystal: about b, which they take to b or -b with a to a or -a.
  expect(rotations).toHaveLength(4);
  const isFalse = ([h, , l]: (typeof rotations)[number]) => Math.abs(h) !== 1 || l !== 0;
  const starts = [rotations[0], rotations.find(isFalse)].flatMap((matrix) =>
    matrix ? orientedCell(transformed(direct, matrix)) : [],
  );
  const { measurement, ...shot } = await noisyShot(truth, truth, 3, inputs);
  const results = [];
  for (const { misset } of starts) {
    const start = { ...truth, crystal: { ...truth.crystal, misset } };
    const given = { ...shot, measurement, experiment: start, inputs };
    results.push(await refineShot(given, { ...OPTIONS, box: undefined, settings: 'auto' }));
  }
  for (const { status, sigmaZ, settings } of results) {
    expect(status).toBe('converged');
    expect(sigmaZ).toBeLessThan(1.05);
    expect(settings).toHaveLength(2);
  }
  expect(results.map(({ settings }) => settings.findIndex(({ chosen }) => chosen))).toEqual([0, 1]);
});
