import { boundsOf } from '@braggsim/core/kernel';
import { countImage, floatImage, greyImage, type LoadedCase, referenceCases, referenceInput } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { greymap } from './greymap';
import { integerImage, integerScale } from './integer-image';
import { noiseImage } from './noise-image';
import { imageStatistics } from './statistics';

/** Cases whose stored images are compared with images made from the float image of the C program: every pixel must agree. */
const whole = referenceCases().filter((c) => c.crop === null);
const number = ({ argv }: LoadedCase, flag: string): number | undefined => {
  const at = argv.indexOf(flag);
  return at < 0 ? undefined : Number(argv[at + 1]);
};
const region = (c: LoadedCase) => ({ shape: c.shape, region: boundsOf(c.derived.roi_xmin_xmax_ymin_ymax) });
const seedOf = ({ seed }: LoadedCase['experiment']): number => seed ?? Number.NaN;
const stored = (image: 'int' | 'noise') => whole.filter((c) => countImage(c, image) !== undefined);

function maskOf({ argv, shape }: LoadedCase): Uint8Array | undefined {
  const at = argv.indexOf('-mask');
  if (at < 0) return undefined;
  const bytes = referenceInput(argv[at + 1] as string).slice(512);
  return Uint8Array.from({ length: shape[0] * shape[1] }, (_, i) => (bytes[2 * i] || bytes[2 * i + 1] ? 1 : 0));
}

test('there are enough cases to compare', () => {
  expect(whole.length).toBeGreaterThan(100);
  expect(stored('int').length).toBeGreaterThan(10);
  expect(stored('noise').length).toBeGreaterThan(10);
});

test.each(whole.map((c) => [c.id, c] as const))('statistics of %s are those of the C program', (_, c) => {
  const found = imageStatistics(floatImage(c), {
    ...region(c),
    mask: maskOf(c),
    oversample: c.derived.oversample,
    pixelSize: c.derived.pixel_m,
  });
  expect(found.max).toBe(c.derived.max_I);
  expect(found.maxAt).toEqual(c.derived.max_I_at_fast_slow_m);
  expect(found.mean).toBe(c.derived.mean);
  // The C program rounds each square to float32 (and overflows above 1.8e19).
  expect(Math.abs(found.rms - c.derived.rms)).toBeLessThanOrEqual(2e-7 * c.derived.rms);
  expect(found.rmsd).toBe(c.derived.rmsd);
  expect(integerScale(found.max, number(c, '-scale'))).toBe(c.derived.intfile_scale);
});

test.each(stored('int').map((c) => [c.id, c] as const))('integer image of %s', (_, c) => {
  const options = { ...region(c), max: c.derived.max_I, scale: number(c, '-scale'), offset: number(c, '-adc') };
  expect(integerImage(floatImage(c), options).pixels).toEqual(countImage(c, 'int'));
});

test.each(stored('noise').map((c) => [c.id, c] as const))('noise image of %s', (_, c) => {
  const options = { ...region(c), seed: seedOf(c.experiment), offset: number(c, '-adc') };
  const { pixels, photons, overloads } = noiseImage(floatImage(c), options);
  expect(pixels).toEqual(countImage(c, 'noise'));
  expect(photons).toBeCloseTo(c.derived.noise_photons as number, -2);
  expect(overloads).toBe(c.derived.noise_overloads);
});

test.each(whole.filter((c) => greyImage(c)).map((c) => [c.id, c] as const))('grey map of %s', (_, c) => {
  const { pixels, scale } = greymap(floatImage(c), {
    ...region(c),
    rmsd: c.derived.rmsd,
    integerScale: c.derived.intfile_scale,
    scale: number(c, '-pgmscale'),
  });
  expect(scale).toBe(c.derived.pgm_scale);
  expect(pixels).toEqual(new Uint8Array(greyImage(c) as Uint8Array));
});
