import { bench, describe } from 'vitest';
import { digitize } from './digitize';
import { greymap } from './greymap';
import { integerImage } from './integer-image';
import { noiseImage } from './noise-image';
import { photon } from './photon';
import { spreadLight } from './point-spread/point-spread';
import { imageStatistics } from './statistics';

const side = 1024;
const shape = [side, side] as const;
const context = { seed: 1, image: 0, panel: 0, shape };
/** A faint background with spots, as in a diffraction image. */
const image = Float32Array.from({ length: side * side }, (_, i) => (i % 97 === 0 ? 1e4 : 3 + (i % 40)));
const scratch = new Float32Array(side * side);
const counts = new Uint16Array(side * side);

describe('1024 x 1024 pixels', () => {
  bench('statistics', () => void imageStatistics(image, { shape, oversample: 1, pixelSize: 1e-4 }));
  bench('integer image', () => void integerImage(image, { shape, max: 1e4, into: counts }));
  bench('grey map', () => void greymap(image, { shape, rmsd: 100, integerScale: 5 }));
  bench('noise image (ran1)', () => void noiseImage(image, { shape, seed: 1, into: counts }));
  for (const rng of ['ran1', 'philox']) {
    bench(`photon stage (${rng})`, () => {
      scratch.set(image);
      photon.apply(scratch, { rng }, context);
    });
  }
  bench('digitize stage', () => {
    scratch.set(image);
    digitize.apply(scratch, {}, context);
  });
});

describe('point spread of 1024 x 1024 pixels', () => {
  bench(
    'fiber, over the whole image',
    () => void spreadLight(image, shape, { profile: 'fiber', fwhm: 0.46, radius: 0 }),
  );
  bench('fiber, radius 5, direct', () => void spreadLight(image, shape, { profile: 'fiber', fwhm: 0.46, radius: 5 }));
  bench('gauss', () => void spreadLight(image, shape, { profile: 'gauss', fwhm: 1.5, radius: 0 }));
});
