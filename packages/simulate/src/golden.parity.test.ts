import type { Experiment } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { expect, test } from 'vitest';
import { changed, imageOf } from './cube.fixture';

/** What the C program gives for the cases of the acceptance list of its Python port, from its printed report. */
interface Fact {
  readonly name: string;
  readonly change: Experiment;
  readonly max?: number;
  /** [slow, fast] of the largest pixel. */
  readonly at?: readonly [number, number];
  readonly sum?: number;
}

const A: Experiment = {
  compat: 'nanobragg-c',
  beam: { wavelengthA: 1 },
  detector: { convention: 'mosflm', distanceMm: 100, pixelMm: 0.1, pixelsFast: 256, pixelsSlow: 256 },
  crystal: { cell: [100, 100, 100, 90, 90, 90], cells: [5, 5, 5] },
  structureFactors: { default: 100 },
};
const LONG = { beam: { wavelengthA: 6.2 } };
const ONE = { sampling: { oversample: 1 } };
const T = { cell: [70, 80, 90, 75, 85, 95] };
const TILTED = { rotationDeg: [5, 3, 2] as const };
/** A start of exactly zero would bring the stale rotation of the C program into its images. */
const NINTH = { startDeg: 1e-9, widthDeg: 90, phiSteps: 9 };

const centred = (pixelMm: number, convention: 'mosflm' | 'xds' = 'mosflm') => ({
  pixelMm,
  convention,
  beamCentreMm: [25.6, 25.6] as const,
});
const turned = (misset: readonly [number, number, number], crystal = {}): Experiment => ({
  ...ONE,
  crystal: { ...crystal, misset },
});

const FACTS: readonly Fact[] = [
  {
    name: 'beam centre of 256 pixels (001)',
    change: { ...LONG, crystal: { cells: [3, 3, 3] }, detector: { beamCentreMm: [12.8, 12.8] } },
    max: 7.29,
    at: [128, 128],
  },
  { name: 'pixels of 0.05 mm (002)', change: { ...LONG, detector: centred(0.05) }, max: 2.217 },
  { name: 'pixels of 0.1 mm (002)', change: { ...LONG, detector: centred(0.1) }, max: 149.95 },
  { name: 'pixels of 0.2 mm (002)', change: { ...LONG, detector: centred(0.2) }, max: 625 },
  { name: 'pixels of 0.4 mm (002)', change: { ...LONG, detector: centred(0.4) }, max: 2500 },
  { name: 'MOSFLM with the beam in the corner (004)', change: { detector: centred(0.1) }, max: 140.32, at: [246, 246] },
  {
    name: 'XDS ignores that beam centre (004)',
    change: { detector: centred(0.1, 'xds') },
    max: 115.965,
    at: [198, 249],
  },
  { name: 'tilted detector (007)', change: { detector: TILTED }, max: 131.153, at: [37, 20], sum: 74869.87 },
  { name: 'one spindle step (021)', change: { ...LONG, ...ONE }, max: 154.65247, sum: 215621.59 },
  { name: 'nine spindle steps (021)', change: { ...LONG, ...ONE, scan: NINTH }, sum: 129114.31 },
  {
    name: 'tilted and swung out (022)',
    change: { ...LONG, ...ONE, detector: { ...TILTED, twoThetaDeg: 10 } },
    max: 153.00536,
    at: [129, 128],
    sum: 211967.82,
  },
  {
    name: 'the same in nine spindle steps (022)',
    change: { ...LONG, ...ONE, detector: { ...TILTED, twoThetaDeg: 10 }, scan: NINTH },
    sum: 125249.37,
  },
  { name: 'cubic, aligned (023)', change: ONE, max: 126.8646, sum: 71446.87 },
  { name: 'triclinic, aligned (023)', change: turned([0, 0, 0], T), max: 149.7106, sum: 69714.62 },
  { name: 'cubic, about x (023)', change: turned([10.5, 0, 0]), max: 145.5986, sum: 73895.55 },
  { name: 'triclinic, about x (023)', change: turned([10.5, 0, 0], T), max: 154.9141, sum: 67561.3 },
  { name: 'cubic, about all (023)', change: turned([15, 20.5, 30.25]), max: 152.2789, sum: 81227.22 },
  { name: 'triclinic, about all (023)', change: turned([15, 20.5, 30.25], T), max: 150.5568, sum: 80533.03 },
  {
    name: 'random orientation 12345 (024)',
    change: { ...ONE, crystal: { misset: 'random', missetSeed: 12345 } },
    max: 155.1323,
    sum: 79164.82,
  },
  {
    name: 'random orientation 54321 (024)',
    change: { ...ONE, crystal: { misset: 'random', missetSeed: 54321 } },
    max: 145.8615,
    sum: 87117.91,
  },
  {
    name: 'many peaks (008)',
    change: { ...ONE, crystal: T, detector: { pixelsFast: 512, pixelsSlow: 512 } },
    max: 149.711,
    at: [144, 178],
    sum: 288270.2,
  },
  {
    name: 'golden image: cubic (012)',
    change: { ...LONG, detector: { pixelsFast: 1024, pixelsSlow: 1024 } },
    max: 154.65247,
    at: [512, 512],
    sum: 923805.27,
  },
  {
    name: 'golden image: triclinic (012)',
    change: {
      crystal: { ...T, misset: [-89.968546, -31.328953, 177.753396] },
      detector: { pixelsFast: 512, pixelsSlow: 512 },
    },
    max: 138.21645,
    at: [368, 262],
    sum: 300533.78,
  },
  {
    name: 'golden image: tilted and swung out (012)',
    change: {
      ...LONG,
      ...ONE,
      detector: { ...TILTED, twoThetaDeg: 15, beamCentreMm: [61.2, 61.2], pixelsFast: 1024, pixelsSlow: 1024 },
    },
    max: 152.03668,
    at: [612, 612],
    sum: 849931.52,
  },
  {
    name: 'everything together, about its brightest pixel (020)',
    change: {
      beam: { wavelengthA: 6.2, polarization: 0.95 },
      crystal: { ...T, misset: [15, 25, 35], mosaic: { spreadDeg: 0.5, domains: 5, seed: 12345 } },
      scan: NINTH,
      detector: {
        ...TILTED,
        twoThetaDeg: 10,
        sensor: { thicknessUm: 450, absorptionDepthUm: 500, layers: 5 },
        pixelsFast: 512,
        pixelsSlow: 512,
      },
      sampling: { oversample: 1, roi: [240, 270, 240, 270] },
    },
    max: 62.98063,
  },
  {
    name: 'a single cell has no peak but the beam (025)',
    change: { crystal: { cells: [1, 1, 1] }, detector: { pixelsFast: 64, pixelsSlow: 64 } },
    max: 0.01,
  },
  {
    name: 'a triclinic single cell (026)',
    change: {
      beam: { wavelengthA: 1.5 },
      detector: { distanceMm: 150 },
      crystal: { cell: [70, 80, 90, 85, 95, 105], misset: [5, 3, 2], cells: [1, 1, 1] },
    },
    max: 0.00444,
    at: [128, 128],
  },
];

/** Expects agreement to as many digits as were printed. */
const expectDigits = (found: number, printed: number) => {
  const decimals = `${printed}`.split('.')[1]?.length ?? 0;
  expect(Math.abs(found - printed), `${found} for ${printed}`).toBeLessThanOrEqual(0.6 * 10 ** -Math.max(decimals, 1));
};

function describeImage(image: Float32Array, width: number) {
  let at = 0;
  for (let i = 0; i < image.length; i++) if ((image[i] as number) > (image[at] as number)) at = i;
  return {
    max: image[at] as number,
    at: [Math.floor(at / width), at % width],
    sum: image.reduce((sum, x) => sum + x, 0),
  };
}

test.each(FACTS)('$name: the maximum, where it is, and the sum', async ({ change, max, at, sum }) => {
  const experiment = changed(A, change);
  const image = await imageOf(experiment);
  const found = describeImage(image, experiment.detector?.pixelsFast as number);
  if (max !== undefined) expectDigits(found.max, max);
  if (at !== undefined) expect(found.at).toEqual(at);
  if (sum !== undefined) expectDigits(found.sum, sum);
});

test('peak heights of crystals of 1 to 10 cells are those of C: the pixel does not lie on the peak (009)', async () => {
  for (const [n, height] of [
    [1, 0.01],
    [2, 0.60906],
    [3, 6.6279],
    [5, 126.865],
    [10, 4712],
  ] as const) {
    const { max } = describeImage(await imageOf(changed(A, { ...ONE, crystal: { cells: [n, n, n] } })), 256);
    expect(Math.abs(max / height - 1)).toBeLessThan(1e-5);
  }
});

test('intensities are squares of the listed amplitudes (027)', async () => {
  const list = '0 0 0 100\n1 0 0 50\n0 1 0 25\n1 1 0 12.5\n2 0 0 200\n0 2 0 150\n';
  const small = changed(A, { ...LONG, detector: { pixelsFast: 64, pixelsSlow: 64 }, structureFactors: { default: 0 } });
  const image = await imageOf(small, { reflections: parseHkl(new TextEncoder().encode(list)) });
  const found = describeImage(image, 64);
  expectDigits(found.max, 154.65247);
  expect(found.at).toEqual([32, 32]);
  expectDigits(found.sum, 24022.62);
});

test('the water background of the C program (BKG-001)', async () => {
  const watered = changed(A, {
    ...LONG,
    detector: { pixelsFast: 9, pixelsSlow: 9 },
    background: [{ kind: 'water', thicknessUm: 10 }],
    structureFactors: { default: 100 },
  });
  const brightest = async (beam: object) => Math.max(...(await imageOf(changed(watered, { beam }))));
  expect((await brightest({})) / 2.20976e8).toBeCloseTo(1, 5);
  expect((await brightest({ fluencePerM2: 1e29 })) / 1.39339e8).toBeCloseTo(1, 5);
});
