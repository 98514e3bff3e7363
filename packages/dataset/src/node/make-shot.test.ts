import { type Mat3, vector } from '@braggsim/core';
import { simulate } from '@braggsim/simulate';
import { afterAll, expect, test } from 'vitest';
import { standardFrame } from '../shot/crystal-frame';
import { labelColumns } from '../shot/label-row';
import type { Shot } from '../shot/make-shot';
import { shotMaker } from '../shot/make-shot';
import { countOverlaps, peakMask, strongResolution } from '../shot/spots';
import { labelsParquet } from './layouts/label-tables';
import { storedShot } from './layouts/stored-shot';
import { loadPlan, shotResources } from './load-plan';
import { folder, SMALL_PLAN } from './small-plan.fixture';

const here = folder();
afterAll(() => here.remove());

const makerOf = async (text = SMALL_PLAN) => {
  const loaded = await loadPlan(here.put('plan.yaml', text));
  return shotMaker(loaded.plan, await shotResources(loaded));
};

const shotsOf = async (numbers: readonly number[], text = SMALL_PLAN): Promise<Shot[]> => {
  const maker = await makerOf(text);
  const shots: Shot[] = [];
  for (const number of numbers) shots.push(await maker.make(number));
  return shots;
};

const total = ({ noiseFree: { bragg, background } }: Shot) => bragg.map((x, i) => x + (background[i] as number));

test('a shot is the image of its experiment, and a miss that of the background alone', async () => {
  const shots = await shotsOf([0, 1, 2, 3, 4, 5]);
  expect(shots.map(({ drawn }) => drawn.lattices)).toEqual([2, 1, 0, 0, 2, 1]);
  for (const shot of shots) {
    const { experiment } = shot.drawn;
    if (shot.drawn.lattices > 1) continue;
    const { crystal: _, structureFactors: __, ...beneath } = experiment;
    const { panels } = await simulate(shot.drawn.hit ? experiment : { ...beneath, structureFactors: { default: 0 } });
    const expected = panels[0]?.data as Float32Array;
    const largest = Math.max(...expected);
    total(shot).forEach((value, i) => {
      expect(Math.abs(value - (expected[i] as number)), `pixel ${i}`).toBeLessThan(2e-4 * largest);
    });
    if (!shot.drawn.hit) {
      expect(shot.labels).toMatchObject({ photonsBragg: 0, spots: 0, lattices: 0, model: '' });
      expect(shot.labels.u11).toBeNaN();
    }
  }
});

test('labels of pixels are those of its experiment, and those of a miss are 0; pooled ones those of the brightest pixel', async () => {
  const text = SMALL_PLAN.replace('also: [expected, peakMask]', 'also: [energy, hkl]');
  const [hit, miss] = await shotsOf([1, 2], text);
  const shot = hit as Shot;
  const { experiment } = shot.drawn;
  const { labels } = await simulate({ ...experiment, background: [] }, { labels: ['energy', 'hkl'] });
  const [energy, hkl] = [labels.energy?.[0], labels.hkl?.[0]] as [Float32Array, Float32Array];
  const { pixelsFast, pixelsSlow } = shot.derived.detector;
  const { bragg } = shot.noiseFree;
  const bright = [...bragg.keys()].filter((i) => (bragg[i] as number) > 1e-3 * Math.max(...bragg));
  expect(bright.length).toBeGreaterThan(10);
  for (const i of bright) {
    expect(shot.pixelLabels.energy?.[i]).toBeCloseTo(energy[i] as number, 1);
    for (let plane = 0; plane < 3; plane++) {
      const at = plane * bragg.length + i;
      expect(shot.pixelLabels.hkl?.[at]).toBeCloseTo(hkl[at] as number, 2);
    }
  }
  const images = {
    layouts: ['zarr'],
    transform: { quadrant: 'none', pool: 2, sqrt: false },
    compression: 'none',
    level: 4,
    also: ['energy', 'hkl'],
  } as const;
  const [, pooled] = storedShot(images, shot).pixelLabels;
  const [rows, columns] = [Math.floor(pixelsSlow / 2), Math.floor(pixelsFast / 2)];
  expect(pooled).toMatchObject({ name: 'hkl', shape: [3, rows, columns] });
  const brightest = bragg.indexOf(Math.max(...bragg));
  const cell = Math.floor(Math.floor(brightest / pixelsFast) / 2) * columns + Math.floor((brightest % pixelsFast) / 2);
  for (let plane = 0; plane < 3; plane++) {
    expect(pooled?.values[plane * rows * columns + cell]).toBe(
      shot.pixelLabels.hkl?.[plane * bragg.length + brightest],
    );
  }
  for (const { values } of storedShot(images, miss as Shot).pixelLabels)
    expect(values.every((x) => x === 0)).toBe(true);
});

test('several lattices share the crystal, each with its own orientation', async () => {
  const [shot] = (await shotsOf([4])) as [Shot];
  const { experiment } = shot.drawn;
  const { crystal, ...others } = experiment;
  const crystals = shot.frames.map(({ u }) => ({ ...crystal, orientation: [...u], scale: 0.5 }));
  const expected = (await simulate({ ...others, crystals } as never)).panels[0]?.data as Float32Array;
  total(shot).forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number)), `pixel ${i}`).toBeLessThan(2e-4 * Math.max(...expected));
  });
  // The second lattice is 20 degrees from the first.
  const [first, second] = shot.frames.map(({ u }) => u) as [Mat3, Mat3];
  const between = vector.multiply(second, vector.transpose(first));
  expect((between[0] + between[4] + between[8] - 1) / 2).toBeCloseTo(Math.cos(Math.PI / 9), 10);
});

test('a shot has the same bytes after whatever other shots', async () => {
  const [forwards, backwards] = [await shotsOf([0, 1, 2, 4]), (await shotsOf([4, 2, 5, 1, 0])).reverse()];
  const others = backwards.filter(({ drawn }) => drawn.shot !== 5);
  for (const [i, shot] of forwards.entries()) {
    expect(others[i]?.recorded).toEqual(shot.recorded);
    expect(others[i]?.labels).toEqual(shot.labels);
    expect(others[i]?.noiseFree).toEqual(shot.noiseFree);
  }
  // Each shot has its own noise.
  expect(forwards[0]?.recorded).not.toEqual(forwards[1]?.recorded);
});

test('shots that use the memory of the one before have the same bytes, whole and as quadrants', async () => {
  const quadrants = SMALL_PLAN.replace('layout: [resonet, nxmx]', 'layout: resonet');
  for (const text of [SMALL_PLAN, quadrants]) {
    const loaded = await loadPlan(here.put('plan.yaml', text));
    const maker = shotMaker(loaded.plan, await shotResources(loaded, { reuse: true }));
    let before: Shot | undefined;
    for (const apart of await shotsOf([0, 1, 2, 4, 5], text)) {
      const shot = await maker.make(apart.drawn.shot);
      expect(shot.recorded).toEqual(apart.recorded);
      expect(shot.noiseFree).toEqual(apart.noiseFree);
      expect(shot.labels).toEqual(apart.labels);
      if (before) expect(shot.recorded).toBe(before.recorded);
      before = shot;
    }
  }
});

test('orientations are orthonormal, A is U B, and spots stand where A, wavelength and geometry put them', async () => {
  for (const shot of await shotsOf([0, 1, 4])) {
    const { labels, derived, frames, spots } = shot;
    for (const [i, { u, a }] of frames.entries()) {
      vector.multiply(u, vector.transpose(u)).forEach((x, k) => {
        expect(Math.abs(x - (k % 4 === 0 ? 1 : 0))).toBeLessThan(1e-12);
      });
      vector.multiply(u, standardFrame(derived)).forEach((x, k) => {
        expect(Math.abs(x - (a[k] as number))).toBeLessThan(1e-9);
      });
      const prefix = i === 0 ? '' : `lattice${i}.`;
      expect([labels[`${prefix}u12`], labels[`${prefix}a31`]]).toEqual([u[1], a[6]]);
    }
    // By hand: the detector faces the beam along z, with fast along x and slow along y, in the frame of XDS.
    const radius = 1 / Number(labels.wavelengthA);
    const distances: number[] = [];
    for (const { lattice, hkl, place, centroid, excitation } of spots) {
      const [x, y, z] = vector.transform(frames[lattice]?.a as Mat3, hkl);
      const along = Number(labels.distanceMm) / (z + radius);
      expect(place[0]).toBeCloseTo(Number(labels.beamFastPx) + x * along, 6);
      expect(place[1]).toBeCloseTo(Number(labels.beamSlowPx) + y * along, 6);
      expect(excitation).toBeCloseTo(Math.sqrt(x * x + y * y + (z + radius) ** 2) - radius, 9);
      distances.push(Math.hypot(centroid[0] - place[0], centroid[1] - place[1]));
    }
    expect(distances.length).toBeGreaterThan(3);
    expect(distances.sort((a, b) => a - b)[distances.length >> 1]).toBeLessThan(0.5);
  }
});

test('the photons of all spots are those of the image, and labels sum over measured pixels', async () => {
  const [shot] = (await shotsOf([0])) as [Shot];
  const { labels, spots, noiseFree } = shot;
  const all = noiseFree.bragg.reduce((sum, x) => sum + x, 0);
  expect(labels.photonsBragg).toBeCloseTo(all, 3);
  const inSpots = spots.reduce((sum, { photons }) => sum + photons, 0);
  expect(inSpots / all).toBeGreaterThan(0.8);
  expect(inSpots / all).toBeLessThanOrEqual(1 + 1e-9);
  expect(labels.recorded).toBe(Array.from(shot.recorded).reduce((sum, x) => sum + x, 0));
  const strong = spots.filter((spot) => spot.strong);
  expect(labels).toMatchObject({ spots: spots.length, strongSpots: strong.length });
  for (const { mask, peak } of spots)
    for (const pixel of mask) expect(noiseFree.bragg[pixel]).toBeGreaterThanOrEqual(peak / 2);
});

test('resolution and overlaps of strong spots', () => {
  const spot = (dSpacing: number, more: object = {}) =>
    ({ dSpacing, strong: true, lattice: 0, place: [0, 0], ...more }) as unknown as Shot['spots'][number];
  // Of twenty 1/d, 95 % are the first nineteen.
  const spots = Array.from({ length: 20 }, (_, i) => spot(1 / (i + 1)));
  expect(strongResolution(spots)).toBeCloseTo(1 / 19, 12);
  expect(strongResolution(spots.slice(0, 9))).toBeNaN();
  const near = [spot(1), spot(1, { lattice: 1, place: [3, 0] }), spot(1, { lattice: 1, place: [9, 0] })];
  expect([countOverlaps(near, 2), countOverlaps(near, 1)]).toEqual([1, 0]);
});

test('a field that is drawn takes the place of one that states the same quantity in other words', async () => {
  const text = SMALL_PLAN.replace('crystal: {', 'crystal: { resolutionA: 2, misset: [1, 2, 3],').replace(
    'crystal.resolutionA: { choice: [2, 3] }',
    'crystal.bFactorA2: { constant: 3 }',
  );
  const { crystal } = (await (await makerOf(text)).make(0)).drawn.experiment;
  expect(crystal).toMatchObject({ bFactorA2: 3, orientation: expect.anything() });
  expect(crystal).not.toHaveProperty('resolutionA');
  expect(crystal).not.toHaveProperty('misset');
});

test('the peak mask says where strong spots are and where those of different lattices overlap', async () => {
  const seen = new Set<number>();
  for (const shot of await shotsOf([0, 1, 4])) {
    const { noiseFree, spots, labels } = shot;
    const radius = Number(labels.spotRadiusPx);
    const strong = spots.filter((spot) => spot.strong);
    const expected = Array.from({ length: 40 * 48 }, (_, pixel) => {
      const owner = strong.find(({ mask }) => mask.includes(pixel));
      if (!owner) return 0;
      const distance = ({ place: [fast, slow] }: Shot['spots'][number]) =>
        Math.hypot((pixel % 48) + 0.5 - fast, Math.floor(pixel / 48) + 0.5 - slow);
      return strong.some((spot) => spot.lattice !== owner.lattice && distance(spot) <= radius) ? 2 : 1;
    });
    const mask = peakMask(spots, noiseFree, radius);
    expect([...mask]).toEqual(expected);
    for (const value of mask) seen.add(value);
    expect(mask.includes(2)).toBe(Number(labels.overlaps) > 0);
  }
  expect([...seen].sort()).toEqual([0, 1, 2]);
});

test('labels of what tables say have the types of their fields, and names of files no folders', async () => {
  here.put('drawn.hkl', '1 0 0 50\n0 1 0 30\n');
  here.put('drawn.csv', 'name,curved,polarization\ndrawn.hkl,true,0.5\ndrawn.hkl,true,off\n');
  const columns = '{ name: structureFactors.file, curved: detector.curved, polarization: beam.polarization }';
  const text = SMALL_PLAN.replace(
    'hit:',
    `groups: { drawn: { table: drawn.csv, columns: ${columns}, pick: inOrder } }\nhit:`,
  );
  const { plan } = await loadPlan(here.put('plan.yaml', text));
  const names = ['structureFactors.file', 'detector.curved', 'beam.polarization'];
  const types = labelColumns(plan).filter(({ name }) => names.includes(name));
  expect(types.map(({ type }) => type)).toEqual(['text', 'bool', 'float64']);
  const shots = await shotsOf([0, 1], text);
  expect(shots.map(({ labels }) => names.map((name) => labels[name]))).toEqual([
    ['drawn.hkl', true, 0.5],
    ['drawn.hkl', true, Number.NaN],
  ]);
  expect(
    (
      await labelsParquet(
        labelColumns(plan),
        shots.map(({ labels }) => ({ ...labels, shard: 0, row: 0, digest: '' })),
      )
    ).length,
  ).toBeGreaterThan(0);
});
