import { type Mat3, units, type Vec3, vector } from '@braggsim/core';
import { ran1 } from '@braggsim/core/random';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { resolveMosaic } from './mosaic';
import { randomRotation } from './rotation';

const C = { angles: 'float32' } as const;
const summary = (section: Parameters<typeof resolveMosaic>[0]) => {
  const { value, warnings } = resolveMosaic(section, C);
  return [value.domains, Number(units.toDegrees(value.spread).toPrecision(12)), warnings.length];
};
const matrixOf = (rotations: Float64Array, domain: number) =>
  Array.from(rotations.subarray(9 * domain, 9 * domain + 9)) as unknown as Mat3;

/** Axis times sine and cosine of the angle of a rotation. */
const turn = (m: Mat3) => {
  const axis: Vec3 = [(m[7] - m[5]) / 2, (m[2] - m[6]) / 2, (m[3] - m[1]) / 2];
  return { axis, angle: Math.atan2(vector.length(axis), (m[0] + m[4] + m[8] - 1) / 2) };
};

test.each<[Parameters<typeof resolveMosaic>[0], number[]]>([
  [undefined, [1, 0, 0]],
  [{}, [1, 0, 0]],
  [{ spreadDeg: 0 }, [1, 0, 0]],
  [{ spreadDeg: 0.3 }, [10, 0.3, 1]],
  [{ domains: 5 }, [1, 0, 1]],
  [{ domains: 5, spreadDeg: 0 }, [1, 0, 1]],
  [{ domains: 1 }, [1, 0, 0]],
  [{ domains: 5, spreadDeg: 0.3 }, [5, 0.3, 0]],
])('the domains of %j have their number, spread and warnings', (section, expected) => {
  expect(summary(section)).toEqual(expected);
});

test('first rows of the first draws at 0.5 deg with the default seed', () => {
  const uniform = ran1(-12345678);
  const rows = [0, 1, 2].map(() => randomRotation(uniform, units.fromDegrees(0.5), 'float32').slice(0, 3));
  const expected = [
    [0.99996612375044724, 0.0082266013279829672, -0.00027273081166300314],
    [0.99996592089784464, -0.0079751680914580177, 0.0021339486494309119],
    [0.9999914359922164, 0.0028416441030047652, 0.0030088205358383916],
  ];
  rows.flat().forEach((x, i) => {
    expect(Math.abs(x - (expected.flat()[i] as number))).toBeLessThan(3e-16);
  });
});

test('the first domain is the identity, the others are the later draws', () => {
  const { rotations } = resolveMosaic({ spreadDeg: 0.5, domains: 3 }, C).value;
  expect(matrixOf(rotations, 0)).toEqual([1, 0, 0, 0, 1, 0, 0, 0, 1]);
  expect(rotations[9]).toBeCloseTo(0.99996592089784464, 15);
  expect(rotations[18]).toBeCloseTo(0.9999914359922164, 15);
});

test('another seed gives other domains', () => {
  const first = (seed: number) => resolveMosaic({ spreadDeg: 0.5, domains: 2, seed }, C).value.rotations[10];
  expect(first(77)).not.toBe(first(78));
});

test('rotations are proper and no larger than the spread', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1e9 }),
      fc.double({ min: 1e-3, max: 100, noNaN: true }),
      (seed, spreadDeg) => {
        const { spread, rotations } = resolveMosaic({ spreadDeg, domains: 6, seed }, { angles: 'float64' }).value;
        for (let domain = 0; domain < 6; domain++) {
          const m = matrixOf(rotations, domain);
          const rows: Vec3[] = [0, 3, 6].map((i) => [m[i], m[i + 1], m[i + 2]] as unknown as Vec3);
          rows.forEach((u, i) => {
            rows.forEach((v, j) => {
              expect(Math.abs(vector.dot(u, v) - (i === j ? 1 : 0))).toBeLessThan(1e-14);
            });
          });
          const [x, y, z] = rows as [Vec3, Vec3, Vec3];
          expect(vector.dot(x, vector.cross(y, z))).toBeCloseTo(1, 13);
          expect(turn(m).angle).toBeLessThanOrEqual(spread * (1 + 1e-12));
        }
      },
    ),
  );
});

test('float64 angles follow the law (1 - r^2)^(1/3) and the axis is uniform in its own draws', () => {
  const spread = units.fromDegrees(20);
  const { rotations } = resolveMosaic({ spreadDeg: 20, domains: 40, seed: 5 }, { angles: 'float64' }).value;
  const uniform = ran1(-5);
  for (let domain = 0; domain < 40; domain++) {
    const [r1, r2, r3] = [2 * uniform() - 1, 2 * uniform() - 1, 2 * uniform() - 1];
    if (domain === 0) continue;
    const { axis, angle } = turn(matrixOf(rotations, domain));
    expect(Math.abs(angle / (spread * Math.cbrt(1 - r3 * r3)) - 1)).toBeLessThan(1e-12);
    const equator = Math.sqrt(1 - r2 * r2);
    const expected: Vec3 = [equator * Math.sin(Math.PI * r1), equator * Math.cos(Math.PI * r1), r2];
    expect(vector.length(vector.subtract(vector.unit(axis), expected))).toBeLessThan(1e-12);
  }
});

test('float32 angles differ from float64 ones by single-precision rounding only', () => {
  const at = (angles: 'float32' | 'float64') =>
    resolveMosaic({ spreadDeg: 1, domains: 20 }, { angles }).value.rotations;
  const [single, double] = [at('float32'), at('float64')];
  const largest = Math.max(...single.map((x, i) => Math.abs(x - (double[i] as number))));
  expect(largest).toBeGreaterThan(1e-11);
  expect(largest).toBeLessThan(1e-8);
});

test('a negative seed is refused', () => {
  expect(() => resolveMosaic({ spreadDeg: 1, domains: 2, seed: -3 }, C)).toThrow(/the mosaic seed must be/);
});
