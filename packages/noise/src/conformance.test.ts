import type { Readout } from '@braggsim/core';
import {
  describeReadout,
  READOUT_KEYS,
  READOUT_SHAPE,
  type ReadoutExpectations,
  type RecordOnThreads,
} from '@braggsim/testkit/suites';
import { afterAll, expect, test } from 'vitest';
import { gainWord } from './adaptive-gain';
import { sharingWeights } from './charge-sharing';
import * as exported from './index';
import { readoutThreads } from './node';
import { profileOf, quadrant } from './point-spread/profile';
import type { ReadoutRunner } from './readout-runner';
import { noiseStages } from './stages';

const PIXELS = READOUT_SHAPE[0] * READOUT_SHAPE[1];
const NONE = [] as const;

const exact = (value: number, mean: number) => ({ value, mean, variance: 0 });
const relative = (value: number, rms: number) => ({ value, mean: value, variance: (rms * value) ** 2 });
const poisson = (value: number) => ({ value, mean: value, variance: value });

/** A flat image is multiplied by `part`, and the variance of independent pixels by the sum of squares of the weights. */
const spreading = (squares: number, part = 1) => [
  exact(100, 100 * part),
  { value: 100, scatter: 100, mean: 100 * part, variance: 100 * squares },
  { value: 4, scatter: 9, mean: 4 * part, variance: 9 * squares },
];

/** Sum and sum of squares of a kernel over the plane. */
function kernelSums(name: 'gauss' | 'fiber', fwhm: number, radius: number) {
  const profile = profileOf(name, fwhm);
  const kernel = quadrant(profile, radius, radius);
  const sums = { sum: profile.beyond(radius), squares: 0 };
  for (let dy = -radius; dy <= radius; dy++) {
    for (let dx = -radius; dx <= radius; dx++) {
      const weight = kernel[Math.abs(dy) * (radius + 1) + Math.abs(dx)] as number;
      sums.sum += weight;
      sums.squares += weight ** 2;
    }
  }
  return sums;
}
const fibre = kernelSums('fiber', 0.5, 9);
/** Weights of a cloud of 20 µm among pixels of 75 µm, along one direction. */
const sharing = sharingWeights(20 / 75).reduce((sum, w, d) => sum + (d === 0 ? 1 : 2) * w ** 2, 0);

const pedestals = [2000, 16000, 16000] as const;
const gains = [490, -17.2, -1.26] as const;
/** Rounding to whole units adds 1/12 to the variance of the noise. */
const adaptive = (value: number, mode: 0 | 1 | 2, noise: number) => ({
  value,
  mean: gainWord(0, mode) + pedestals[mode] + gains[mode] * value,
  variance: noise ** 2 + 1 / 12,
});

/** A quarter of the pixels with another value. */
const defective = (value: number, other: number) => ({
  value,
  mean: value + (other - value) / 4,
  variance: (3 / 16) * (other - value) ** 2,
});

const EXPECTED: Readonly<Record<string, Readonly<Record<string, ReadoutExpectations>>>> = {
  addedImage: {
    'every other pixel, twice': {
      params: { scale: 2 },
      pixels: Float32Array.from({ length: PIXELS }, (_, i) => (i % 2 === 0 ? 10 : 0)),
      keys: NONE,
      laws: [100, 0].map((value) => ({ value, mean: value + 10, variance: 100 })),
    },
  },
  flicker: {
    'pixel by pixel': {
      params: { rms: 0.02, per: 'pixel' },
      keys: READOUT_KEYS,
      laws: [100, 1e5].map((value) => relative(value, 0.02)),
    },
    'image by image': {
      params: { rms: 0.1 },
      keys: ['seed', 'image', 'occurrence'],
      deviates: 'images',
      laws: [relative(100, 0.1)],
    },
  },
  calibration: {
    '3 %': { params: { rms: 0.03 }, keys: ['panel'], laws: [100, 1, 1e6].map((value) => relative(value, 0.03)) },
    'of another detector': { params: { rms: 0.03, detectorSeed: 5 }, keys: ['panel'], laws: [relative(100, 0.03)] },
  },
  photon: {
    philox: { params: { rng: 'philox' }, keys: READOUT_KEYS, laws: [50.25, 0.01, 3, 11.5, 700, 2e6].map(poisson) },
    ran1: { params: { rng: 'ran1' }, keys: READOUT_KEYS, laws: [50.25, 0.01, 3, 11.5, 700, 2e6].map(poisson) },
  },
  pointSpread: {
    gauss: {
      params: { profile: 'gauss', fwhmUm: 150, pixelUm: 100 },
      keys: NONE,
      margin: 12,
      laws: spreading(kernelSums('gauss', 1.5, 11).squares),
    },
    'fiber with a radius': {
      params: { profile: 'fiber', fwhmUm: 50, pixelUm: 100, radius: 9 },
      keys: NONE,
      margin: 9,
      laws: spreading(fibre.squares, fibre.sum),
    },
    // Light is lost at every distance from the edges: every pixel has another mean.
    'fiber over the whole image': { params: { profile: 'fiber', fwhmUm: 50, pixelUm: 100 }, keys: NONE, laws: NONE },
  },
  chargeSharing: {
    'a cloud of 20 µm': {
      params: { sigmaUm: 20, pixelUm: 75 },
      keys: NONE,
      margin: 5,
      laws: spreading(sharing ** 2),
    },
  },
  gain: {
    '2.5 ADU per photon': {
      params: { gain: 2.5, offset: 10 },
      keys: NONE,
      laws: [exact(100, 260), exact(0, 10), { value: 100, scatter: 100, mean: 260, variance: 625 }],
    },
  },
  readNoise: {
    '3 ADU': {
      params: { rms: 3 },
      keys: READOUT_KEYS,
      laws: [0, 100, -50].map((value) => ({ value, mean: value, variance: 9 })),
    },
  },
  adaptiveGain: {
    'as JUNGFRAU': {
      params: { noises: [10, 5, 4] },
      keys: READOUT_KEYS,
      laws: [adaptive(5, 0, 10), adaptive(100, 1, 5), adaptive(5000, 2, 4)],
    },
  },
  decodeGain: { 'as JUNGFRAU': { params: {}, keys: NONE, laws: [exact(gainWord(2490, 0), 1)] } },
  saturation: {
    flagged: {
      params: { maximum: 1000, overload: -3 },
      keys: NONE,
      laws: [exact(100, 100), exact(1000, 1000), exact(1000.5, -3)],
    },
  },
  digitize: {
    'as nanoBragg': {
      params: { offset: 40, rounding: 'down' },
      keys: NONE,
      laws: [exact(100.75, 140), exact(-41, 0), exact(1e6, 65535)],
    },
    rounded: {
      params: { offset: 0, maximum: 1000, rounding: 'nearest' },
      keys: NONE,
      laws: [
        exact(100.75, 101),
        exact(-3, 0),
        exact(999.9, 1000),
        exact(1e4, 1000),
        { value: 500, scatter: 100, mean: 500, variance: 100 + 1 / 12 },
      ],
    },
  },
  hotPixels: {
    'one in four of a detector': {
      params: { count: PIXELS / 4, value: 500 },
      keys: ['seed', 'panel', 'occurrence'],
      laws: [defective(100, 500), defective(0, 500)],
    },
    'one in four of each image': {
      params: { count: PIXELS / 4, value: 500, pattern: 'image' },
      keys: READOUT_KEYS,
      laws: [defective(100, 500)],
    },
  },
  deadPixels: {
    'one in four': {
      params: { count: PIXELS / 4 },
      keys: ['seed', 'panel', 'occurrence'],
      laws: [defective(100, 0)],
    },
  },
  badPixels: {
    'one in four': {
      params: { value: -1 },
      pixels: Uint8Array.from({ length: PIXELS }, (_, i) => (i % 4 === 3 ? 0 : 1)),
      keys: NONE,
      laws: [100, 0].map((value) => ({ value, mean: value - (value + 1) / 4, variance: (3 / 16) * (value + 1) ** 2 })),
    },
  },
};

const threadsOf = new Map<number, ReadoutRunner>();
afterAll(async () => void (await Promise.all([...threadsOf.values()].map(({ close }) => close()))));

const onThreads: RecordOnThreads = async (count, stage, params, panels, key) => {
  const threads = threadsOf.get(count) ?? readoutThreads(count);
  threadsOf.set(count, threads);
  await threads.apply([{ stage, params }], panels, key);
};

test('every stage that the package exports is in its registry, and has expectations here', () => {
  const isStage = (value: unknown): value is Readout => (value as Partial<Readout> | undefined)?.kind === 'readout';
  const ids = [...noiseStages.keys()];
  expect(
    Object.values(exported)
      .filter(isStage)
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...ids].sort());
  expect(Object.keys(EXPECTED).sort()).toEqual([...ids].sort());
});

for (const [id, make] of noiseStages) describeReadout((await make()) as Readout, EXPECTED[id] ?? {}, onThreads);
