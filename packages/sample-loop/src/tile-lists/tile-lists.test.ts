import { type Mat3, type Term, type Vec3, vector } from '@braggsim/core';
import type { FixedPlan, PanelPlan, ShotPlan } from '@braggsim/core/kernel';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlanTerms } from '../terms';
import { listedSpots } from './listed-spots';
import type { listingPays } from './listing-pays';
import { tileLists } from './tile-lists';

const BAND_ROWS = 32;
const CUTOFF = 1e-4;

/** A flat panel whose corner and edges are constants. */
const surface = {
  formula: (
    _: unknown,
    { fastOffset: f, slowOffset: s }: { fastOffset: number; slowOffset: number },
    c: Record<string, Vec3>,
  ) => vector.add(c.corner as Vec3, vector.add(vector.scale(c.fast as Vec3, f), vector.scale(c.slow as Vec3, s))),
} as unknown as Term<'surface'>;
const shape = { gaussian: ({ form }: { form: number[] }) => ({ peak: 1, form }) };

/** A crystal, a beam along z and a panel, all in arbitrary units of length. */
interface Scene {
  readonly cell: Mat3;
  readonly turns: readonly Vec3[];
  readonly form: readonly number[];
  /** Middle of the panel, and how it is turned there. */
  readonly centre: Vec3;
  readonly panelTurn: Vec3;
  readonly pixelSize: number;
}

const rotated = (v: Vec3, [x, y, z]: Vec3): Vec3 => vector.rotateXYZ(v, x, y, z);

function planOf({ cell, turns, form, centre, panelTurn, pixelSize }: Scene, pixels: number, oversample: number) {
  const [fast, slow] = [rotated([1, 0, 0], panelTurn), rotated([0, 1, 0], panelTurn)];
  const half = (pixels / 2) * pixelSize;
  const corner = vector.subtract(vector.subtract(centre, vector.scale(fast, half)), vector.scale(slow, half));
  const panel = {
    ...{ pixelsFast: pixels, pixelsSlow: pixels, pixelSize, region: { fast: [0, pixels], slow: [0, pixels] } },
    normalDistance: vector.dot(corner, vector.cross(fast, slow)),
    surface: { constants: { corner, fast, slow } },
  } as unknown as PanelPlan;
  const fixed = { oversample, layers: 1, spotCutoff: CUTOFF, shape: { constants: { form } } } as unknown as FixedPlan;
  const rows = [cell.slice(0, 3), cell.slice(3, 6), cell.slice(6, 9)] as unknown as Vec3[];
  const orientations = Float64Array.from(turns.flatMap((turn) => rows.flatMap((v) => rotated(v, turn))));
  const sources = { count: 1, incident: Float64Array.of(0, 0, 1), wavelengths: Float64Array.of(1) };
  return { panel, fixed, shot: { orientations, sources } as unknown as ShotPlan, corner, fast, slow };
}

/** Finds where spots are above the cutoff, sample by sample, and what of it the lists have. */
function compare(scene: Scene, pixels: number, oversample = 1, pays: typeof listingPays = () => true) {
  const { panel, fixed, shot, corner, fast, slow } = planOf(scene, pixels, oversample);
  const terms = { shape } as unknown as PlanTerms;
  const spots = listedSpots(fixed, panel, terms, surface, shot, pays);
  if (!spots) return undefined;
  const columns = Math.ceil(pixels / 8);
  const listsOf = tileLists(spots, columns, BAND_ROWS);
  const [aa, bb, cc, ab, ac, bc] = scene.form as [number, number, number, number, number, number];
  const level = -Math.log(CUTOFF);
  const count = shot.orientations.length / 9;
  let missed = 0;
  let needed = 0;
  let listed = 0;
  for (let first = 0; first < pixels; first += BAND_ROWS) {
    const { starts, entries } = listsOf(first);
    const bits = new Map<string, number>();
    for (let tile = 0; tile + 1 < starts.length; tile++) {
      const own = [...entries.subarray(2 * (starts[tile] as number), 2 * (starts[tile + 1] as number))];
      const order = own.filter((_, i) => i % 2 === 0);
      expect(order).toEqual([...new Set(order)].sort((a, b) => a - b));
      for (let i = 0; i < own.length; i += 2) bits.set(`${tile} ${own[i]}`, own[i + 1] as number);
    }
    for (const value of bits.values()) listed += value.toString(2).replaceAll('0', '').length;
    for (let o = 0; o < count; o++) {
      const reached = new Set<string>();
      for (let y = first; y < Math.min(pixels, first + BAND_ROWS); y++) {
        for (let x = 0; x < pixels; x++) {
          for (let sub = 0; sub < oversample ** 2; sub++) {
            const at = (pixel: number, n: number) => (pixel + (n + 0.5) / oversample) * scene.pixelSize;
            const point = vector.add(
              corner,
              vector.add(
                vector.scale(fast, at(x, sub % oversample)),
                vector.scale(slow, at(y, Math.floor(sub / oversample))),
              ),
            );
            const q = vector.subtract(vector.unit(point), [0, 0, 1]);
            const [a, b, c] = [0, 3, 6].map((i) => {
              const index = vector.dot([...shot.orientations.subarray(9 * o + i, 9 * o + i + 3)] as unknown as Vec3, q);
              return index - Math.round(index);
            }) as [number, number, number];
            if (aa * a * a + bb * b * b + cc * c * c + ab * a * b + ac * a * c + bc * b * c > level) continue;
            const tile = ((y - first) >> 3) * columns + (x >> 3);
            const bit = 2 * (y & 7) + ((x & 7) >> 2);
            reached.add(`${tile} ${bit}`);
            if ((((bits.get(`${tile} ${o}`) ?? 0) >> bit) & 1) === 0) missed++;
          }
        }
      }
      needed += reached.size;
    }
  }
  return { missed, needed, listed };
}

const lysozyme: Scene = {
  cell: [76, 0, 0, 0, 76, 0, 0, 0, 36.4],
  turns: [
    [0.3, 0.5, 0.7],
    [0.302, 0.499, 0.701],
    [0.299, 0.503, 0.7],
  ],
  form: [190, 190, 850, 0, 0, 0],
  centre: [1, 3, 200],
  panelTurn: [0, 0, 0],
  pixelSize: 0.34,
};

test.each([
  ['a panel at right angles to the beam', lysozyme],
  [
    'a panel that is near and turned',
    { ...lysozyme, panelTurn: [0.4, -0.5, 0.3] as const, centre: [0.2, 0.5, 20] as const, pixelSize: 0.05 },
  ],
  ['backscattering', { ...lysozyme, centre: [0.3, 1, -40] as const, pixelSize: 0.1 }],
  ['backscattering all around the beam', { ...lysozyme, centre: [0.3, 1, -40] as const, pixelSize: 0.5 }],
  [
    'a panel at right angles to another one, on both sides of the sample',
    { ...lysozyme, centre: [40, 3, -2] as const, panelTurn: [0, Math.PI / 2, 0] as const, pixelSize: 0.5 },
  ],
  [
    'orientations far apart',
    {
      ...lysozyme,
      turns: [
        [0, 0, 0],
        [1, 2, 3],
        [0.5, 0.1, 0.2],
      ] as const,
    },
  ],
])('no sample above the cutoff is left out, and few others are taken: %s', (_, scene) => {
  const { missed, needed, listed } = compare(scene, 64) as NonNullable<ReturnType<typeof compare>>;
  expect(missed).toBe(0);
  expect(needed).toBeGreaterThan(100);
  expect(listed).toBeLessThan(2 * needed);
});

test('a tile has the lists of the whole panel in any region that has a pixel of it', () => {
  const pixels = 64;
  const { panel, fixed, shot } = planOf(lysozyme, pixels, 1);
  const listsIn = (fast: readonly [number, number], slow: readonly [number, number], first: number) => {
    const cut = { ...panel, region: { fast, slow } };
    const spots = listedSpots(fixed, cut, { shape } as unknown as PlanTerms, surface, shot, () => true);
    const { starts, entries } = tileLists(spots as NonNullable<typeof spots>, pixels / 8, BAND_ROWS)(first);
    return (row: number, column: number) => {
      const tile = (row - first / 8) * (pixels / 8) + column;
      return [...entries.subarray(2 * (starts[tile] as number), 2 * (starts[tile + 1] as number))];
    };
  };
  let entries = 0;
  for (const first of [0, 32]) {
    const whole = listsIn([0, pixels], [0, pixels], first);
    for (let row = first / 8; row < first / 8 + 4; row++) {
      for (let column = 0; column < pixels / 8; column++) {
        const [x, y] = [8 * column + 3, 8 * row + 5];
        const expected = whole(row, column);
        expect(listsIn([x, x + 1], [y, y + 1], first)(row, column)).toEqual(expected);
        entries += expected.length / 2;
      }
    }
  }
  expect(entries).toBeGreaterThan(30);
});

test('a spot as large as the Ewald sphere has no lists', () => {
  expect(
    compare({ ...lysozyme, cell: [4, 0, 0, 0, 4, 0, 0, 0, 4], form: [0.5, 0.5, 0.5, 0, 0, 0] }, 16),
  ).toBeUndefined();
});

test('subpixels of a pixel may see more than its middle', () => {
  expect(compare(lysozyme, 40, 3)).toMatchObject({ missed: 0 });
});

test('nothing is left out of random scenes', () => {
  const angle = fc.double({ min: -1, max: 1, noNaN: true });
  const turn = fc.tuple(angle, angle, angle);
  const edge = fc.double({ min: 10, max: 60, noNaN: true });
  const skew = fc.double({ min: -8, max: 8, noNaN: true });
  const width = fc.double({ min: 150, max: 900, noNaN: true });
  const scenes = fc.record({
    cell: fc.tuple(edge, edge, edge, skew, skew, skew).map(([a, b, c, x, y, z]): Mat3 => [a, 0, 0, x, b, 0, y, z, c]),
    turns: fc.array(turn, { minLength: 2, maxLength: 3 }),
    form: fc
      .tuple(width, width, width, angle, angle, angle)
      .map(([aa, bb, cc, x, y, z]) => [aa, bb, cc, 90 * x, 90 * y, 90 * z]),
    panelTurn: turn,
    centre: fc
      .tuple(angle, angle, fc.double({ min: 3, max: 30, noNaN: true }), fc.boolean())
      .map(([x, y, z, isBehind]): Vec3 => [x, y, isBehind ? -z : z]),
    pixelSize: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
  });
  let listed = 0;
  fc.assert(
    fc.property(scenes, (scene) => {
      const found = compare(scene, 24);
      listed += found?.listed ?? 0;
      expect(found?.missed ?? 0).toBe(0);
    }),
    { numRuns: 60, seed: 5 },
  );
  expect(listed).toBeGreaterThan(1000);
});

test('a spot that is much longer than wide has no lists', () => {
  expect(compare({ ...lysozyme, form: [190, 190, 850 * 20, 0, 0, 0] }, 16)).toBeUndefined();
});

test.each([
  ['300 domains of a small cell', 1, 0.005, true],
  ['two domains', 1, 0.005, false, 2],
  ['a cell of which every tile has spots', 4, 0.005, false],
  ['domains that differ by degrees', 1, 0.1, false],
])('lists are made where they pay: %s', (_, size, spread, pays, domains = 300) => {
  const turns = Array.from({ length: domains }, (__, i): Vec3 => {
    const at = (k: number) => spread * (((i * k) % 7) / 3 - 1);
    return [at(1), at(2), at(3)];
  });
  const scene = { ...lysozyme, cell: lysozyme.cell.map((x) => x * size) as unknown as Mat3, turns };
  const { panel, fixed, shot } = planOf(scene, 512, 1);
  const terms = { shape } as unknown as PlanTerms;
  expect(listedSpots(fixed, panel, terms, surface, shot) !== undefined).toBe(pays);
});
