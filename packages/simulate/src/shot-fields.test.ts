import { type Mat3, units, vector } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { expect, test } from 'vitest';
import { derivatives } from './derivatives/derivatives';
import { withNumbers } from './experiment-numbers';
import { buildPlan } from './plan';
import { simulate } from './simulate';

const small: Experiment = {
  beam: { wavelengthA: 1 },
  detector: { pixelsFast: 40, pixelsSlow: 40, pixelMm: 1, distanceMm: 60, convention: 'mosflm' },
  crystal: { cell: [41, 52, 63, 82, 95, 103], cells: [3, 3, 3], shape: 'gauss' },
  structureFactors: { default: 100 },
  sampling: { oversample: 1, precision: 'double' },
};

const withCrystal = (crystal: object, more: Experiment = {}): Experiment => ({
  ...small,
  ...more,
  crystal: { ...small.crystal, ...crystal },
});

const imageOf = async (experiment: Experiment, inputs = {}): Promise<Float64Array> =>
  Float64Array.from((await simulate(experiment, { inputs })).panels[0]?.data as Float32Array);

/** A rotation about x, then y, then z, and the same as a quaternion. */
const MISSET = [20, -35, 50] as const;
const [x, y, z] = MISSET.map(units.fromDegrees) as [number, number, number];
const U = vector.fromColumns(
  vector.mapBasis(vector.columns(vector.IDENTITY), (v) => vector.rotateXYZ(v, x, y, z)),
) as Mat3;
const W = Math.sqrt(1 + U[0] + U[4] + U[8]) / 2;
const QUATERNION = [W, (U[7] - U[5]) / (4 * W), (U[2] - U[6]) / (4 * W), (U[3] - U[1]) / (4 * W)];

test('a quaternion and its matrix orient a crystal as the mis-setting angles of the same rotation', async () => {
  const reference = await imageOf(withCrystal({ misset: [...MISSET] }));
  for (const orientation of [QUATERNION, [...U], QUATERNION.map((q) => -1 * q)]) {
    const image = await imageOf(withCrystal({ orientation }));
    const largest = Math.max(...reference);
    image.forEach((value, i) => {
      expect(Math.abs(value - (reference[i] as number))).toBeLessThan(1e-6 * largest);
    });
    const { aStar, bStar, cStar } = (await buildPlan(withCrystal({ orientation }))).derived.crystal;
    const standard = (await buildPlan(small)).derived.crystal;
    for (const [found, from] of [
      [aStar, standard.aStar],
      [bStar, standard.bStar],
      [cStar, standard.cStar],
    ] as const) {
      vector.transform(U, from).forEach((value, i) => {
        expect(Math.abs(value - (found[i] as number))).toBeLessThan(1e-12);
      });
    }
  }
});

test.each([
  [{ orientation: [1, 1, 0, 0] }, 'a unit quaternion'],
  [{ orientation: [1, 0, 0, 0, 1, 0, 0, 0, -1] }, 'a rotation matrix'],
  [{ orientation: [1, 0, 0, 0], misset: [1, 2, 3] }, 'crystal.orientation and crystal.misset'],
  [{ bFactorA2: 1, resolutionA: 1 }, 'crystal.bFactorA2 and crystal.resolutionA'],
])('%j is refused', async (crystal, message) => {
  await expect(buildPlan(withCrystal(crystal))).rejects.toThrow(message);
});

test('a B factor and blocks change the spots and not the background', async () => {
  const background = [{ kind: 'water', thicknessUm: 100 }];
  const [spots, beneath] = [
    await imageOf(small),
    await imageOf({ ...small, background, structureFactors: { default: 0 } }),
  ];
  const together = await imageOf(withCrystal({ blocks: 1000, resolutionA: 2 }, { background }));
  const { plan } = await buildPlan(small);
  const panel = plan.fixed.panels[0] as (typeof plan.fixed.panels)[number];
  for (let i = 0; i < spots.length; i++) {
    // The pixel as seen along the beam: the tangent of 2 theta is the distance from the centre over that of the detector.
    const across = Math.hypot((i % 40) + 0.5 - 20.5, Math.floor(i / 40) + 0.5 - 20.5) * panel.pixelSize;
    const s = Math.sin(Math.atan2(across, 0.06) / 2);
    const expected = 1000 * (spots[i] as number) * Math.exp(-2 * 18 * s * s) + (beneath[i] as number);
    expect(Math.abs((together[i] as number) / expected - 1), `pixel ${i}`).toBeLessThan(1e-5);
  }
});

test('f000 replaces the amplitude of 0 0 0 and no other', async () => {
  const lines = Array.from(
    { length: 343 },
    (_, i) => `${(i % 7) - 3} ${(Math.floor(i / 7) % 7) - 3} ${Math.floor(i / 49) - 3} ${i + 1}`,
  );
  const inputs = { reflections: parseHkl(lines.join('\n')) };
  const of = (f000?: number) =>
    buildPlan({ ...small, structureFactors: { ...(f000 !== undefined && { f000 }) } }, inputs).then(
      ({ plan }) => plan.fixed.tables.structureFactors?.values as Float64Array,
    );
  const [given, without] = [await of(), await of(0)];
  const changed = [...given.keys()].filter((i) => given[i] !== without[i]);
  expect(changed.map((i) => [given[i], without[i]])).toEqual([[172, 0]]);
  await expect(buildPlan({ ...small, structureFactors: { default: 1, f000: 0 } })).rejects.toThrow('f000');
});

test('an image has derivatives along rotations in front of a given orientation, and along its B factor', async () => {
  const experiment = withCrystal({ orientation: QUATERNION, bFactorA2: 12, cells: [8, 8, 8] });
  const parameters = ['turn.x', 'crystal.bFactorA2'];
  const { derivatives: exact } = await derivatives(experiment, { parameters });
  for (const [name, start, step] of [
    ['turn.x', 0, 0.02],
    ['crystal.bFactorA2', 12, 0.02],
  ] as const) {
    const at = (value: number) => imageOf(withNumbers(experiment, { [name]: value }));
    const [above, below] = [await at(start + step), await at(start - step)];
    const slopes = (exact[name]?.[0]?.data ?? []) as Float64Array;
    const largest = Math.max(...slopes.map(Math.abs));
    slopes.forEach((slope, i) => {
      const difference = ((above[i] as number) - (below[i] as number)) / (2 * step);
      expect(Math.abs(slope - difference), `${name} at ${i}`).toBeLessThan(1e-2 * largest);
    });
  }
});
