import { describe, expect, test } from 'vitest';
import { addedImage } from './added-image';
import { badPixels } from './bad-pixels';
import { calibration } from './calibration';
import { digitize, samplesFor } from './digitize';
import { flicker } from './flicker';
import { gain } from './gain';
import { photon } from './photon';
import { pointSpread } from './point-spread/point-spread';
import { readNoise } from './read-noise';
import { saturation } from './saturation';

const context = { seed: 20, image: 3, panel: 1, shape: [200, 200] as const };

const run = (
  stage: { apply: typeof gain.apply },
  values: readonly number[],
  params: Record<string, unknown>,
  change: Partial<typeof context> & { firstPixel?: number } = {},
) => {
  const out = Float64Array.from(values);
  stage.apply(out, params, { ...context, shape: [1, values.length], ...change });
  return [...out];
};

test('flicker multiplies all panels of an image by one factor, and the next image by another', () => {
  const factor = (change: Partial<typeof context>) => {
    const [first, ...others] = run(flicker, [100, 100, 200], { rms: 0.1 }, change) as [number, number, number];
    expect(others).toEqual([first, 2 * first]);
    return first / 100;
  };
  expect(factor({ image: 7, panel: 4 })).toBe(factor({ image: 7 }));
  expect(factor({ image: 8 })).not.toBe(factor({ image: 7 }));
});

test('the calibration pattern belongs to the detector, not to the image', () => {
  const pattern = (change: Partial<typeof context>, params = {}) => run(calibration, [1e3, 1e3, 1e3], params, change);
  expect(pattern({ seed: 1, image: 9 })).toEqual(pattern({ seed: 2, image: 0 }));
  expect(pattern({}, { detectorSeed: 1 })).not.toEqual(pattern({}));
});

test.each(['philox', 'ran1'])(
  'photons of %s: NaN and means of 0 or below give 0, infinite means give infinity',
  (rng) => {
    const odd = [Number.NaN, -3, Number.NEGATIVE_INFINITY, 0];
    expect(run(photon, odd, { rng })).toEqual([0, 0, 0, 0]);
    expect(new Set(run(photon, new Array(50).fill(Infinity), { rng }))).toEqual(new Set([Number.POSITIVE_INFINITY]));
  },
);

test.each(['gauss', 'fiber'])('infinite pixels stay where they are when %s spreads light', (profile) => {
  const shape = [8, 8];
  const image = new Array(64).fill(1);
  const spread = run(pointSpread, image, { profile }, { shape } as never);
  expect(
    run(pointSpread, image.with(20, Infinity), { profile }, { shape } as never).filter((v) => !Number.isFinite(v)),
  ).toEqual([Number.POSITIVE_INFINITY]);
  expect(spread.every(Number.isFinite)).toBe(true);
});

test('bad pixels get the given value whatever they held, also in a band', () => {
  const pixels = Uint8Array.of(1, 0, 1, 0);
  expect(run(badPixels, [5, Number.NaN, 7, 8], { pixels, value: -2 })).toEqual([5, -2, 7, -2]);
  expect(run(badPixels, [7, 8], { pixels }, { shape: [2, 2] as never, firstPixel: 2 })).toEqual([7, -1]);
});

test('an added image is scaled, and must have the size of the panel', () => {
  const pixels = Float32Array.of(1, 2, 3);
  expect(run(addedImage, [10, 20, 30], { pixels, scale: 2 })).toEqual([12, 24, 36]);
  expect(() => run(addedImage, [1, 2], { pixels })).toThrow('1 x 2 pixels of the panel, found 3');
  expect(() => run(badPixels, [1, 2], {})).toThrow('1 x 2 pixels of the panel, found none');
});

describe('digitizing', () => {
  const values = [-5.5, 0.5, 70_000.25, 3e9, Number.NaN, -3e9];

  test.each([
    ['u16', { offset: 0 }, [0, 0, 65535, 65535, 0, 0]],
    ['i32', { offset: 0, rounding: 'nearest' }, [-5, 1, 70_000, 2 ** 31 - 1, 0, -(2 ** 31)]],
    ['u16', { offset: 1, bits: 10 }, [0, 1, 1023, 1023, 0, 0]],
    ['i32', { offset: 0, maximum: 1000 }, [-6, 0, 1000, 1000, 0, -(2 ** 31)]],
    ['i32', { offset: 0, maximum: 999.5, rounding: 'nearest' }, [-5, 1, 999, 999, 0, -(2 ** 31)]],
    ['i32', { offset: 0, maximum: -7 }, [-7, -7, -7, -7, 0, -(2 ** 31)]],
  ])('%s with %o rounds and limits values', (type, params, expected) => {
    const recorded = run(digitize, values, { type, ...params });
    expect(recorded).toEqual(expected);
    const samples = samplesFor(type as 'u16', recorded.length);
    samples.set(recorded);
    expect([...samples]).toEqual(expected);
  });

  test('floats keep their fractions in single precision', () => {
    expect(run(digitize, [0.1, Number.NaN, 1e30], { type: 'f32', offset: 0 })).toEqual([
      Math.fround(0.1),
      Number.NaN,
      Math.fround(1e30),
    ]);
  });
});

test.each([
  [gain, { gain: 0 }, 'above 0'],
  [gain, { gian: 2 }, "no parameter 'gian'"],
  [readNoise, { rms: -1 }, 'from 0'],
  [flicker, { per: 'panel' }, 'one of image, pixel'],
  [digitize, { type: 'u8' }, 'one of u16, i32, f32'],
  [digitize, { bits: 12.5 }, 'a whole number'],
  [digitize, { maximum: -1 }, 'maximum of digitize must be at least 0 for samples of type u16, found -1'],
  [saturation, { maximum: '1e5' }, 'a number'],
])('%#: parameters out of range are rejected', (stage, params, message) => {
  expect(() => run(stage, [1], params)).toThrow(message);
});
