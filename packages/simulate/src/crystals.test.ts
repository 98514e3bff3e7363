import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { parseHkl } from '@braggsim/reflections';
import { describe, expect, test } from 'vitest';
import { derivatives } from './derivatives/derivatives';
import { withNumbers } from './experiment-numbers';
import { buildPlan } from './plan';
import { simulate } from './simulate';
import { simulateSeries } from './simulate-series';

const COMMON: Experiment = {
  seed: 7,
  beam: { wavelengthA: 1.2, fluencePerM2: 1e28 },
  detector: { convention: 'xds', pixelsFast: 24, pixelsSlow: 20, pixelMm: 1.5, distanceMm: 90, originPx: [7.3, 4.6] },
  structureFactors: { default: 100 },
  sampling: { oversample: 1 },
};
const A = { cell: [22, 27, 31, 90, 90, 90], misset: [12, -31, 48], cells: [8, 9, 10], shape: 'gauss-hkl' } as const;
const B = { cell: [24, 24, 33, 90, 90, 120], misset: [70, 15, -9], cells: [7, 5, 6], shape: 'square' } as const;
const MOSAIC = { distribution: 'gauss', spreadDeg: 0.6, domains: 5 } as const;
const WATER = [{ kind: 'water', thicknessUm: 30 }];

const listOf = (...crystals: NonNullable<Experiment['crystals']>): Experiment => ({ ...COMMON, crystals });

async function imageOf(
  experiment: Experiment,
  inputs: SimulationInputs = {},
  kernel: 'cpu' | 'reference' = 'cpu',
): Promise<Float32Array> {
  const sampling = { ...experiment.sampling, kernel, precision: 'double' } as const;
  return (await simulate({ ...experiment, sampling }, { inputs })).panels[0]?.data as Float32Array;
}

/** Largest difference between images, relative to the brightest pixel. */
function difference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  const most = Math.max(...Array.from(expected));
  return Math.max(...Array.from(expected, (x, i) => Math.abs(x - (found[i] as number)))) / most;
}

const sum = (images: readonly ArrayLike<number>[], weights: readonly number[] = []): Float64Array =>
  Float64Array.from(images[0] as ArrayLike<number>, (_, i) =>
    images.reduce((total, image, n) => total + (weights[n] ?? 1) * (image[i] as number), 0),
  );

/** Rounding of images to single precision. */
const ROUNDING = 3e-7;

test('one crystal in the list is as crystal, to the byte, with background, spindle and random misset', async () => {
  const rest = { ...COMMON, background: WATER, scan: { widthDeg: 2, phiSteps: 3 } };
  const crystal = { ...A, misset: 'random', mosaic: MOSAIC } as const;
  const [alone, listed] = [await imageOf({ ...rest, crystal }), await imageOf({ ...rest, crystals: [crystal] })];
  expect(listed).toEqual(alone);
});

describe.each(['cpu', 'reference'] as const)('kernel %s', (kernel) => {
  test('an image of several crystals is the sum of theirs, and has its background once', async () => {
    const own = { reflections: parseHkl('0 0 1 40\n1 0 0 90\n0 1 0 50\n1 1 1 300\n2 1 0 130\n1 -2 1 80\n') };
    const list = [
      { ...A, scale: 2.5 },
      { ...B, scale: 0.4, structureFactors: { file: 'b.hkl', default: 20 } },
      { ...A, misset: [3, 4, 5], mosaic: MOSAIC, scale: 0.7 },
    ] as const;
    const together = await imageOf({ ...listOf(...list), background: WATER }, { crystals: [{}, own, {}] }, kernel);
    const second = { ...COMMON, crystal: B, structureFactors: { default: 20 } };
    const images = [
      await imageOf({ ...COMMON, crystal: A }, {}, kernel),
      await imageOf(second, own, kernel),
      await imageOf({ ...COMMON, crystal: { ...A, misset: [3, 4, 5], mosaic: MOSAIC } }, {}, kernel),
      await imageOf({ ...COMMON, background: WATER, structureFactors: {} }, {}, kernel),
    ];
    expect(difference(together, sum(images, [2.5, 0.4, 0.7, 1]))).toBeLessThan(ROUNDING);
  });

  test('crystals that differ in orientation and scale alone are one plan of weighted orientations', async () => {
    const list = [
      { ...A, scale: 2 },
      { ...A, misset: [3, 4, 5] as const, scale: 0 },
      { ...A, misset: [80, 4, -35] as const, scale: 0.25 },
    ];
    const { plan } = await buildPlan(listOf(...list));
    expect(plan.fixed.further).toBeUndefined();
    expect(plan.shot.orientations).toHaveLength(27);
    const images = await Promise.all(
      list.map(({ scale: _, ...crystal }) => imageOf({ ...COMMON, crystal }, {}, kernel)),
    );
    expect(difference(await imageOf(listOf(...list), {}, kernel), sum(images, [2, 0, 0.25]))).toBeLessThan(ROUNDING);
  });
});

test('every shape of crystals in two orientations makes one plan', async () => {
  for (const shape of ['square', 'round', 'gauss', 'tophat', 'gauss-hkl', 'gauss-star', 'tophat-hkl']) {
    const crystal = { ...A, cell: [22, 27, 31, 88, 95, 101], shape, misset: 'random' } as const;
    const { plan } = await buildPlan(listOf({ ...crystal, copies: 3 }));
    expect([shape, plan.fixed.further]).toEqual([shape, undefined]);
    expect(plan.shot.orientationWeights).toBeUndefined();
  }
});

test('two identical crystals of half the scale are one crystal', async () => {
  const half = { ...A, scale: 0.5 };
  expect(difference(await imageOf(listOf(half, half)), await imageOf({ ...COMMON, crystal: A }))).toBeLessThan(
    ROUNDING,
  );
});

test('copies are drawn by the seed and their number, each for itself', async () => {
  const missets = async (experiment: Experiment) =>
    (await buildPlan(experiment)).parts?.map(({ built }) => built.derived.crystal.misset.join());
  const crystal = { ...A, misset: 'random' } as const;
  const two = await missets(listOf({ ...crystal, copies: 2 }));
  const five = await missets(listOf({ ...crystal, copies: 5 }, crystal));
  expect(five?.slice(0, 2)).toEqual(two);
  expect(new Set(five).size).toBe(6);
  expect(await missets({ ...listOf({ ...crystal, copies: 2 }), seed: 8 })).not.toEqual(two);
});

test('all crystals turn with the spindle through a series', async () => {
  const series: Experiment = { ...listOf(A, { ...B, scale: 3 }), scan: { startDeg: 10, widthDeg: 4, images: 2 } };
  const found = [];
  for await (const { photons } of simulateSeries(series)) found.push(photons[0]);
  for (const [i, photons] of found.entries()) {
    const alone = await simulate({ ...series, scan: { startDeg: 10 + 4 * i, widthDeg: 4 } });
    expect(photons).toEqual(alone.panels[0]?.data);
  }
});

test('derivatives by numbers of one crystal and by common ones agree with differences', async () => {
  const experiment = {
    ...listOf({ ...A, scale: 2, mosaic: MOSAIC }, { ...B, scale: 0 }, { ...A, misset: [1, 2, 3] }),
    background: WATER,
  };
  const steps: Readonly<Record<string, number>> = {
    'crystals.0.cell.a': 1e-3,
    'crystals.1.scale': 0.1,
    'crystals.0.cells.2': 1e-2,
    'crystals.2.misset.1': 1e-3,
    'crystals.0.mosaic.spreadDeg': 1e-3,
    'structureFactors.default': 1,
    'detector.distanceMm': 1e-3,
    'background.0.thicknessUm': 1,
  };
  const parameters = Object.keys(steps);
  const directions = { both: { 'crystals.0.cell.a': 2, 'detector.distanceMm': -1 } };
  const { derivatives: exact } = await derivatives(experiment, { parameters, directions });
  const dataOf = (name: string) => exact[name]?.[0]?.data as Float64Array;
  for (const name of parameters) {
    const at = async (by: number) => {
      const value = name === 'crystals.1.scale' ? by : (withoutBy(experiment, name) as number) + by;
      const moved = withNumbers(experiment, { [name]: value });
      return (await derivatives(moved, { parameters: [] })).photons[0]?.data as Float64Array;
    };
    const h = steps[name] as number;
    const [up2, up, down] = [await at(2 * h), await at(h), await at(0)];
    // The scale lies at the end of its range, and the image is linear in it.
    const [lower, lowest] = name === 'crystals.1.scale' ? [] : [await at(-h), await at(-2 * h)];
    const slope = dataOf(name).map((_, i) =>
      lower && lowest
        ? (8 * ((up[i] as number) - (lower[i] as number)) - ((up2[i] as number) - (lowest[i] as number))) / (12 * h)
        : ((up2[i] as number) - (down[i] as number)) / (2 * h),
    );
    const most = Math.max(...slope.map(Math.abs));
    expect(most, name).toBeGreaterThan(0);
    expect(Math.max(...slope.map((x, i) => Math.abs(x - (dataOf(name)[i] as number)))) / most, name).toBeLessThan(1e-6);
  }
  const along = dataOf('crystals.0.cell.a').map((x, i) => 2 * x - (dataOf('detector.distanceMm')[i] as number));
  expect(difference(dataOf('both'), along)).toBeLessThan(1e-12);
});

const withoutBy = (experiment: Experiment, name: string): unknown =>
  name
    .replace('cell.a', 'cell.0')
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], experiment);

test.each([
  [{ ...listOf(A), crystal: B }, 'crystal and crystals are both given; leave one of them out'],
  [listOf(), 'crystals is an empty list; give one crystal or more'],
  [
    listOf(A, { ...B, copies: 3 }),
    'crystals[1].copies is 3, which is for a random misset, and crystals[1].misset is [70, 15, -9]',
  ],
  [listOf(A, { ...B, scale: -1 }), 'crystals[1].scale must be 0 or more, not -1'],
  [listOf(A, { cells: [1, 1, 1] }), 'crystals[1]: no unit cell'],
  [{ ...listOf(A), compat: 'nanobragg-c' } as const, 'crystals is a field that the C program does not have'],
])('a list is refused (%#)', async (experiment, message) => {
  await expect(buildPlan(experiment)).rejects.toThrow(message as string);
});

test('a parameter of crystal beside a list is refused with the name of one', async () => {
  const run = derivatives(listOf(A, B), { parameters: ['crystal.cell.a'] });
  await expect(run).rejects.toThrow('crystal.cell.a is about one crystal');
  await expect(derivatives(listOf(A), { parameters: ['crystals.3.scale'] })).rejects.toThrow('crystals.3.scale');
});
