import { describe, expect, test } from 'vitest';
import { type PlanOptions, planOf, terms } from './plan.fixture';
import { pixelTracer } from './trace';

const traced = async (options: PlanOptions, pixel = { fast: 1, slow: 1 }) =>
  (await pixelTracer(planOf(options), terms))(pixel);
const photons = async (options: PlanOptions) => (await traced(options)).photons;

/** Rejects everything: no ray of these plans scatters to a d-spacing of a metre. */
const CULLED = { dMin: 1 };
const THREE_LAYERS = { layers: 3 };

test('every layer, subpixel, source and orientation is a sample', async () => {
  expect(await photons({})).toBe(4);
  expect(await photons({ fixed: { layers: 3, oversample: 5 }, wavelengthsA: [1, 2], orientations: 7 })).toBe(
    4 * 3 * 25 * 2 * 7,
  );
});

test('sources count with their weights', async () => {
  expect(await photons({ wavelengthsA: [1, 2, 3], weights: [0.5, 0, 2] })).toBe(4 * 2.5);
});

test('pixels lie one step apart, subpixels in their middles, layers one behind the other', async () => {
  const at = async (fast: number, slow: number, fixed = {}) => (await traced({ fixed }, { fast, slow })).last?.position;
  const [x, y, z] = (await at(2, 1)) ?? [];
  expect(x).toBe(100);
  expect(y).toBeCloseTo(-1.5e-4, 18);
  expect(z).toBeCloseTo(2.5e-4, 18);
  // The last of 4 x 4 subpixels, and the last of three layers.
  const [deep, above, displacement] = (await at(2, 1, { oversample: 4, layers: 3 })) ?? [];
  expect(deep).toBeCloseTo(100.002, 12);
  expect(above).toBeCloseTo(-1.875e-4, 18);
  expect(displacement).toBeCloseTo(2.875e-4, 18);
});

test('the last sample is that of the last source and orientation', async () => {
  const { last } = await traced({ wavelengthsA: [1, 2, 3], orientations: 4 });
  expect(last).toMatchObject({ source: 2, orientation: 3, structure: 4, shape: 1 });
  expect(last?.inputs.wavelength).toBe(3e-10);
});

describe('factors', () => {
  test('each: every sample with its own; reported is the mean', async () => {
    const { photons, factors } = await traced({ factors: [['layerFactor', 'each']], fixed: THREE_LAYERS });
    expect(photons).toBe(4 * (2 + 3 + 4));
    expect(factors.layerFactor).toBeCloseTo(3, 14);
  });

  test('first: the one of the first sample for all', async () => {
    const { photons, factors } = await traced({ factors: [['layerFactor', 'first']], fixed: THREE_LAYERS });
    expect(photons).toBe(4 * 3 * 2);
    expect(factors.layerFactor).toBe(2);
  });

  test('last layer: the one of the last layer for all', async () => {
    const { photons, factors } = await traced({ factors: [['layerFactor', 'lastLayer']], fixed: THREE_LAYERS });
    expect(photons).toBe(4 * 3 * 4);
    expect(factors.layerFactor).toBe(4);
  });

  test('first of several sources: that of the first one', async () => {
    const { photons } = await traced({ factors: [['sourceFactor', 'first']], wavelengthsA: [3, 5] });
    expect(photons).toBeCloseTo(4 * 2 * 3, 12);
  });

  test('a first value of zero counts as none: the next one is taken', async () => {
    const { photons, factors } = await traced({ factors: [['zeroInFront', 'first']], fixed: THREE_LAYERS });
    expect(factors.zeroInFront).toBe(1);
    expect(photons).toBe(4 * 3);
  });

  test('several multiply each other', async () => {
    const factors = [
      ['layerFactor', 'each'],
      ['sourceFactor', 'first'],
    ] as const;
    expect(await photons({ factors, fixed: THREE_LAYERS, wavelengthsA: [3, 5] })).toBeCloseTo(4 * 2 * 9 * 3, 12);
  });
});

describe('background', () => {
  test('each: at every place and source, as often as there are orientations', async () => {
    expect(await photons({ background: 'each', orientations: 6 })).toBe((4 + 10) * 6);
    expect(await photons({ background: 'each', fixed: THREE_LAYERS, wavelengthsA: [1, 2] })).toBe((4 + 10) * 6);
  });

  test('each: with the factors and weights of its samples', async () => {
    const options = { background: 'each', wavelengthsA: [1, 3], weights: [0.5, 1.5] } as const;
    expect(await photons({ ...options, factors: [['sourceFactor', 'each']] })).toBeCloseTo(14 * (0.5 + 4.5), 12);
  });

  test('once: a single time, with the per-sample factors of the first sample', async () => {
    expect(await photons({ background: 'once', orientations: 6 })).toBe(4 * 6 + 10);
    const layered = { background: 'once', fixed: THREE_LAYERS } as const;
    expect(await photons({ ...layered, factors: [['layerFactor', 'each']] })).toBe(4 * 9 + 10 * 2);
    expect(await photons({ ...layered, factors: [['layerFactor', 'lastLayer']] })).toBe((4 * 3 + 10) * 4);
  });
});

describe('the resolution limit', () => {
  test('rejects samples of smaller d-spacing, and only those', async () => {
    const sinThetaOverLambda = (await traced({})).last?.inputs.sinThetaOverLambda as number;
    const spacing = 0.5 / sinThetaOverLambda;
    expect(await photons({ fixed: { dMin: spacing * 1.0001 } })).toBe(0);
    expect(await photons({ fixed: { dMin: spacing * 0.9999 } })).toBe(4);
    // Twice the wavelength makes twice the spacing.
    expect(await photons({ fixed: { dMin: spacing * 1.5 }, wavelengthsA: [1, 2] })).toBe(4);
  });

  test('has no last sample where it rejects all', async () => {
    expect((await traced({ fixed: CULLED })).last).toBeUndefined();
  });

  test('leaves the background where it stays', async () => {
    const fixed = { ...CULLED, culledBackground: 'stays' } as const;
    const factors = [['sourceFactor', 'first']] as const;
    expect(await photons({ background: 'each', fixed, orientations: 3 })).toBe(30);
    expect(await photons({ background: 'once', fixed, factors, wavelengthsA: [3] })).toBeCloseTo(30, 12);
  });

  test('takes it along where it vanishes: a factor of the sources is never set (P15)', async () => {
    const fixed = { ...CULLED, culledBackground: 'dropped' } as const;
    expect(await photons({ background: 'once', fixed, factors: [['sourceFactor', 'first']] })).toBe(0);
    // Factors of the place alone are set all the same.
    expect(await photons({ background: 'once', fixed, factors: [['layerFactor', 'first']] })).toBe(20);
    expect(await photons({ background: 'once', fixed })).toBe(10);
  });

  test('a factor comes from the first source that is not rejected', async () => {
    const sinThetaOverLambda = (await traced({})).last?.inputs.sinThetaOverLambda as number;
    const fixed = { dMin: 0.75 / sinThetaOverLambda, culledBackground: 'dropped' } as const;
    const { factors, photons } = await traced({ fixed, factors: [['sourceFactor', 'first']], wavelengthsA: [1, 2] });
    expect(factors.sourceFactor).toBeCloseTo(2, 14);
    expect(photons).toBeCloseTo(8, 12);
  });
});
