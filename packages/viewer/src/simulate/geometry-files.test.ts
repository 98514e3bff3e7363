import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { units, type Vec3, vector } from '@braggsim/core';
import { compatibilityOf, type Experiment } from '@braggsim/experiment';
import { derive } from '@braggsim/simulate';
import { expect, test } from 'vitest';
import { labPosition, scatteringOf, scatteringVector } from '../geometry/scattering';
import { withExperimentList, withGeometryFile, withImageGeometry } from './geometry-files';

const LIST = readFileSync(join(import.meta.dirname, '../../../refine/fixtures/indexed.expt'), 'utf8');
const derivedOf = (experiment: Experiment) => derive(experiment, {}, compatibilityOf(experiment)).derived;

/** Fractional indices of a place on the detector: the same in any frame of the laboratory. */
function indicesAt(experiment: Experiment, at: readonly [number, number]): Vec3 {
  const { crystal, detector, beam } = derivedOf(experiment);
  const scattering = scatteringOf({ detector, beam }) ?? expect.fail();
  const q = scatteringVector(labPosition(scattering.panels[0] ?? expect.fail(), at), scattering);
  const indices = [crystal.a, crystal.b, crystal.c].map((axis) => vector.dot(axis, q) * units.toAngstrom(1));
  return indices as unknown as Vec3;
}

test('an experiment list gives geometry, cell and orientation, and what the crystal is otherwise stays', () => {
  const given: Experiment = {
    beam: { wavelengthA: 3, fluencePerM2: 5e26 },
    crystal: { cell: [1, 1, 1, 90, 90, 90], cells: [8, 8, 16], shape: 'gauss', matrix: 'A.mat' },
    structureFactors: { default: 1 },
  };
  const experiment = withExperimentList(given, LIST, 'indexed.expt');
  expect(experiment.beam).toMatchObject({ wavelengthA: 1, fluencePerM2: 5e26 });
  expect(experiment.detector).toMatchObject({ pixelsFast: 700, pixelsSlow: 700, pixelMm: 0.1 });
  expect(experiment.crystal).toMatchObject({ cells: [8, 8, 16], shape: 'gauss' });
  expect(experiment.crystal?.matrix).toBeUndefined();
  const { crystal: models } = JSON.parse(LIST) as { crystal: Record<string, Vec3>[] };
  const { crystal } = derivedOf(experiment);
  for (const axis of ['a', 'b', 'c'] as const) {
    const listed = models[0]?.[`real_space_${axis}`] ?? expect.fail();
    for (const [i, x] of crystal[axis].entries()) expect(x * 1e10).toBeCloseTo(listed[i] as number, 6);
  }
});

test('a list that is damaged is refused', () => {
  expect(() => withExperimentList({}, '{', 'x.expt')).toThrow('not JSON');
  expect(() => withExperimentList({}, '{}', 'x.expt')).toThrow('experiment');
});

test('a CrystFEL geometry gives the detector, and the distance is kept where the file has a path for it', () => {
  const panel = 'p/min_fs = 0\np/max_fs = 9\np/min_ss = 0\np/max_ss = 19\np/corner_x = -5\np/corner_y = -5\n';
  const fixed = withGeometryFile(
    { detector: { distanceMm: 80 } },
    `clen = 0.1\nphoton_energy = 9000\nres = 10000\n${panel}`,
  );
  expect(fixed.detector?.distanceMm).toBe(100);
  const moving = withGeometryFile({ detector: { distanceMm: 80 } }, `clen = /LCLS/clen\nres = 10000\n${panel}`);
  expect(moving.detector).toMatchObject({ distanceMm: 80 });
  expect(() => withGeometryFile({}, 'nothing')).toThrow('no panels');
});

test('the geometry of an image in another frame leaves the indices of every pixel as they are', () => {
  const experiment: Experiment = {
    beam: { wavelengthA: 1.2 },
    detector: { convention: 'mosflm', distanceMm: 90, pixelMm: 0.3, pixelsFast: 300, pixelsSlow: 200, twoThetaDeg: 9 },
    crystal: { cell: [41, 52, 63, 82, 95, 103], misset: [12, -33, 57], cells: [9, 9, 9] },
    structureFactors: { default: 1 },
  };
  const { detector, beam, scan } = derivedOf(experiment);
  const other = withImageGeometry(experiment, { detector, beam, scan });
  expect(other.detector).not.toEqual(experiment.detector);
  for (const at of [
    [10, 20],
    [250, 30],
    [140, 180],
  ] as const) {
    const [before, after] = [indicesAt(experiment, at), indicesAt(other, at)];
    for (const [i, x] of before.entries()) expect(after[i]).toBeCloseTo(x, 5);
  }
});
