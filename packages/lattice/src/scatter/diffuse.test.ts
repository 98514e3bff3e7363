import { type Vec3, vector } from '@braggsim/core';
import type { Crystal, Derived } from '@braggsim/core/derived';
import type { InputName, InputValues } from '@braggsim/core/kernel';
import { calculator, numbers } from '@braggsim/formula';
import { describeTerm } from '@braggsim/testkit/suites';
import { describe, expect, test } from 'vitest';
import { indexRotations } from '../point-groups';
import type { CrystalSection } from '../sections';
import { crystalOf, scattered } from '../shapes/shape.fixture';
import { diffuse } from './diffuse';
import { spotFactor } from './spot-factor';

type DiffuseSection = NonNullable<CrystalSection['diffuse']>;

const TRICLINIC = { cell: [23, 26, 30, 82, 97, 104], cells: [5, 4, 3] as const };
const motions: DiffuseSection = { gammaA: [14, 9, 20], sigmaA: [0.45, 0.3, 0.38] };
const withDiffuse = (section: DiffuseSection, others: CrystalSection = TRICLINIC): Crystal =>
  crystalOf({ ...others, diffuse: { ...motions, ...section } });

const tetragonal: CrystalSection = { cell: [24, 24, 33], cells: [4, 4, 3] };
const CASES: Readonly<Record<string, Crystal>> = {
  'one order': withDiffuse({}),
  'three orders, no attenuation': withDiffuse({ orders: 3, attenuates: 'none' }),
  'a Laue class': withDiffuse({ laue: '4/mmm', orders: 2, frame: 'diagonal', attenuates: 'both' }, tetragonal),
  'the form of diffBragg': withDiffuse({ form: 'diffbragg', laue: '4/m' }, tetragonal),
  'no spots': withDiffuse({ bragg: false }),
};
const cases = Object.entries(CASES).map(([name, crystal]) => ({ name, derived: { crystal } }));
/** Indices at which the expansion has not vanished. */
const near = { h0: [-6, 6], k0: [-6, 6], l0: [-6, 6] } as const;
describeTerm(diffuse, { cases, ranges: near, samples: 40 });
describeTerm(spotFactor, { cases, ranges: near, samples: 40 });

const m = calculator(numbers());

/** Scattering at fractional indices, all nodes having the amplitude 1, and what is left of the spots. */
function scatteringOf(crystal: Crystal) {
  const derived = { crystal } as Derived;
  const constants = diffuse.constants({}, derived);
  const specialization = diffuse.specialization?.({}, derived) as never;
  const names = 'HH HK HL KH KK KL LH LK LL'.split(' ').map((name) => `rotation${name}` as InputName);
  const nodes = (diffuse.nodes?.({}, derived) ?? []).map(({ offset, rotation = vector.IDENTITY }) => {
    const [nodeH, nodeK, nodeL] = offset;
    const turn = Object.fromEntries(names.map((name, i) => [name, rotation[i]]));
    return { nodeH, nodeK, nodeL, nodeStructure: 1, nearestStructure: 1, ...turn };
  });
  const indices = (hkl: Vec3) => {
    const [h0, k0, l0] = hkl.map(Math.round) as unknown as Vec3;
    return { h0, k0, l0, dh: hkl[0] - h0, dk: hkl[1] - k0, dl: hkl[2] - l0 };
  };
  return {
    between: (hkl: Vec3): number => {
      const x = indices(hkl) as InputValues<number>;
      return nodes.reduce(
        (sum, node) => sum + diffuse.formula(m, Object.assign(x, node), constants, specialization),
        0,
      );
    },
    left: (hkl: Vec3): number =>
      spotFactor.formula(
        m,
        indices(hkl),
        spotFactor.constants({}, derived),
        spotFactor.specialization?.({}, derived) as never,
      ),
  };
}

const cellsOf = ({ cells: [a, b, c] }: Crystal): number => a * b * c;

test('with equal amplitudes it is the sum over lattice vectors of the correlation of two cells', () => {
  // I = M sum_R [exp(-x (1 - exp(-|R|_G))) - e^-x] cos(2 pi s.R), with |R|_G^2 = R^T G^-2 R, has all orders and all nodes.
  const options = { orders: 12 };
  const [coarse, fine] = [4, 8].map((stencil) => scatteringOf(withDiffuse({ ...options, stencil })).between);
  const crystal = withDiffuse(options);
  const { toAxes = vector.IDENTITY, gamma = [1, 1, 1], sigma = [0, 0, 0] } = crystal.diffuse ?? {};
  // Lattice vectors on the principal axes: the columns of the inverse of the transposed matrix of reciprocal vectors.
  const [p, q, r] = vector.columns(toAxes);
  const volume = vector.dot(p, vector.cross(q, r));
  const direct = [vector.cross(q, r), vector.cross(r, p), vector.cross(p, q)].map((v) => vector.scale(v, 1 / volume));
  const exact = (hkl: Vec3): number => {
    const s = vector.transform(toAxes, hkl);
    const x = s.reduce((sum, si, i) => sum + 4 * Math.PI ** 2 * (si * (sigma[i] as number)) ** 2, 0);
    let sum = 0;
    for (let u = -7; u <= 7; u++)
      for (let v = -7; v <= 7; v++)
        for (let w = -7; w <= 7; w++) {
          const at = [0, 1, 2].map((i) =>
            [u, v, w].reduce((total, n, j) => total + n * ((direct[j] as Vec3)[i] as number), 0),
          );
          const distance = Math.hypot(...at.map((y, i) => y / (gamma[i] as number)));
          const phase = Math.cos(2 * Math.PI * (u * hkl[0] + v * hkl[1] + w * hkl[2]));
          sum += (Math.exp(-x * (1 - Math.exp(-distance))) - Math.exp(-x)) * phase;
        }
    return cellsOf(crystal) * sum;
  };
  const places: readonly Vec3[] = [
    [3.2, -2.1, 4.4],
    [-5.5, 1.5, 0.5],
    [6.05, 3, -2.02],
  ];
  for (const hkl of places) {
    // What is left out falls with the number of nodes to each side, k, as 1/(k + 1/2).
    const [few, many] = [coarse?.(hkl) as number, fine?.(hkl) as number];
    const extrapolated = many + (many - few) / (8.5 / 4.5 - 1);
    expect(extrapolated / exact(hkl)).toBeGreaterThan(0.99);
    expect(extrapolated / exact(hkl)).toBeLessThan(1.01);
  }
});

test('over a zone the first order has 0.58, 0.85 and 0.91 of its whole for stencils of 0, 1 and 2', () => {
  const cell: CrystalSection = { cell: [30, 40, 50], cells: [5, 5, 5] };
  const steps = 6;
  const meanOf = (stencil: number): number => {
    const crystal = withDiffuse({ gammaA: 30, sigmaA: 0.4, stencil }, cell);
    const { between, left } = scatteringOf(crystal);
    let sum = 0;
    for (let i = 0; i < steps; i++)
      for (let j = 0; j < steps; j++)
        for (let k = 0; k < steps; k++) {
          const hkl = [3, 4, 5].map((n, axis) => n + ([i, j, k][axis] as number) / steps - 5 / 12) as unknown as Vec3;
          const attenuation = left(hkl);
          sum += between(hkl) / (-Math.log(attenuation) * attenuation);
        }
    return sum / steps ** 3 / cellsOf(crystal);
  };
  expect(meanOf(0)).toBeCloseTo(0.58, 1);
  expect(meanOf(1)).toBeCloseTo(0.85, 1);
  expect(meanOf(2)).toBeCloseTo(0.91, 1);
});

test('without displacements, and straight on, nothing is scattered', () => {
  expect(scatteringOf(withDiffuse({ sigmaA: 0 })).between([3.2, -2.1, 4.4])).toBe(0);
  expect(scatteringOf(withDiffuse({})).between([0, 0, 0])).toBe(0);
  expect(scatteringOf(withDiffuse({})).left([0, 0, 0])).toBe(1);
});

describe('the mean over a Laue class', () => {
  const turned = (hkl: Vec3, group: Parameters<typeof indexRotations>[0]) =>
    indexRotations(group).map((rotation) => vector.transform(rotation, hkl));

  type Case = [NonNullable<DiffuseSection['laue']>, Parameters<typeof indexRotations>[0], CrystalSection, number];
  // Rotations of hexagonal axes take nodes at the edge of the stencil out of it.
  test.each<Case>([
    ['4/mmm', '422', tetragonal, 1e-9],
    ['m-3m', '432', { cell: [30], cells: [4, 4, 4] }, 1e-9],
    ['-3m1', '321', { cell: [25, 25, 29, 90, 90, 120], cells: [4, 4, 3] }, 0.02],
  ])('%s has its rotations', (laue, group, others, tolerance) => {
    const own = scatteringOf(withDiffuse({ laue }, others));
    const alone = scatteringOf(withDiffuse({}, others));
    const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
    for (const at of scattered(2)) {
      const places = turned(vector.scale(at, 9), group);
      const expected = { between: mean(places.map(alone.between)), left: mean(places.map(alone.left)) };
      for (const place of places) {
        expect(Math.abs(own.between(place) / expected.between - 1)).toBeLessThan(tolerance);
        expect(own.left(place) / expected.left).toBeCloseTo(1, 10);
      }
    }
  });
});

test('turning the crystal changes nothing, since the principal axes turn with it', () => {
  const [a, b] = [TRICLINIC, { ...TRICLINIC, misset: [31, -12, 77] as const }].map((others) =>
    scatteringOf(withDiffuse({ frame: 'diagonal' }, others)).between([3.2, -2.1, 4.4]),
  );
  expect((a as number) / (b as number)).toBeCloseTo(1, 12);
});

test('axes may be given row by row, and lengths go with their axes', () => {
  const permuted: DiffuseSection = {
    frame: [0, 1, 0, 0, 0, 1, 1, 0, 0],
    gammaA: [9, 20, 14],
    sigmaA: [0.3, 0.38, 0.45],
  };
  const [expected, found] = [withDiffuse({}), withDiffuse(permuted)].map((crystal) => scatteringOf(crystal));
  expect((found?.between([3.2, -2.1, 4.4]) ?? 0) / (expected?.between([3.2, -2.1, 4.4]) ?? 0)).toBeCloseTo(1, 12);
  expect((found?.left([3.2, -2.1, 4.4]) ?? 0) / (expected?.left([3.2, -2.1, 4.4]) ?? 0)).toBeCloseTo(1, 12);
  const shifted = scatteringOf(withDiffuse({ ...permuted, gammaA: [14, 9, 20] }));
  expect(shifted.between([3.2, -2.1, 4.4]) / (expected?.between([3.2, -2.1, 4.4]) ?? 0)).not.toBeCloseTo(1, 2);
});

test('in the form of diffBragg, displacements are those at the nearest node and the scale is that of the stencil', () => {
  const node: Vec3 = [3, -2, 4];
  const place: Vec3 = [3.2, -2.1, 4.4];
  const upstream = scatteringOf(withDiffuse({ form: 'diffbragg' }));
  const own = scatteringOf(withDiffuse({}));
  expect(upstream.left(place)).toBe(upstream.left(node));
  expect(upstream.left(node)).toBeCloseTo(own.left(node), 14);
  expect(own.left(place)).not.toBeCloseTo(own.left(node), 2);
  for (const stencil of [1, 2]) {
    const crystal = withDiffuse({ stencil, attenuates: 'none' });
    const asThere = withDiffuse({ stencil, attenuates: 'none', form: 'diffbragg' });
    const ratio = scatteringOf(asThere).between(node) / scatteringOf(crystal).between(node);
    expect(ratio).toBeCloseTo(crystal.volumeA3 / cellsOf(crystal) / (2 * stencil + 1) ** 3, 9);
  }
});

test('displacements attenuate the diffuse part, the spots too, or nothing, and every order adds to it', () => {
  const at: Vec3 = [3.2, -2.1, 4.4];
  const none = scatteringOf(withDiffuse({ attenuates: 'none' }));
  expect(scatteringOf(withDiffuse({})).between(at) / none.between(at)).toBeCloseTo(none.left(at), 12);
  const orders = [1, 2, 3].map((count) => scatteringOf(withDiffuse({ orders: count })).between(at));
  expect(orders).toEqual([...new Set(orders)].sort((x, y) => x - y));
  expect(withDiffuse({ attenuates: 'both' }).diffuse?.attenuates).toBe('both');
  // Without spots there is nothing else to attenuate.
  expect(withDiffuse({ attenuates: 'both', bragg: false }).diffuse?.attenuates).toBe('diffuse');
  expect(withDiffuse({ attenuates: 'none', bragg: false }).diffuse?.attenuates).toBe('none');
});

test.each<[string, DiffuseSection, CrystalSection?]>([
  ['crystal.diffuse.gammaA must be one or three lengths above 0, not 14, 9', { gammaA: [14, 9] as never }],
  ['crystal.diffuse.frame must be three perpendicular axes', { frame: [1, 0, 0, 0, 1, 0, 0, 0, 1, 0] }],
  ['crystal.diffuse.frame must be three perpendicular axes', { frame: [-1, 0, 0, 0, 1, 0, 0, 0.001, 1] }],
  ['crystal.diffuse has no gammaA', { gammaA: undefined as never }],
  ['crystal.diffuse.gammaA must be one or three lengths above 0, not 14, 0, 20', { gammaA: [14, 0, 20] }],
  ['crystal.diffuse.sigmaA must be one or three lengths of 0 or more, not -1, -1, -1', { sigmaA: -1 }],
  ['crystal.diffuse.frame must be three perpendicular axes', { frame: [1, 0, 0, 0, 1, 0, 0, 0, 1.00001] }],
  ['crystal.diffuse.laue is 4/m, and the cell does not have its rotations', { laue: '4/m' }],
  ['crystal.shape is tophat', {}, { ...TRICLINIC, shape: 'tophat' }],
  ['diffbragg has the first order alone', { form: 'diffbragg', orders: 2 }],
])('refused: %s', (message, section, others) => {
  expect(() => withDiffuse(section, others)).toThrow(message);
});
