import { expect, test } from 'vitest';
import { normalQuantile } from './normal-quantile';
import { philox } from './philox';
import { pixelDraws } from './pixel-draws';

const context = { seed: 5, image: 0, panel: 0 };

const firstDraws = (place: typeof context, effect = 'photon', count = 1000) => {
  const draws = pixelDraws(place, effect);
  return Array.from({ length: count }, (_, pixel) => {
    draws.start(pixel);
    return draws.uniform();
  });
};

const correlation = (a: readonly number[], b: readonly number[]) =>
  (12 * a.reduce((sum, x, i) => sum + (x - 0.5) * ((b[i] as number) - 0.5), 0)) / a.length;

test('counter and key are draw, group of four pixels, panel, image and seed, effect', () => {
  const draws = pixelDraws({ seed: 5, image: 3, panel: 2 }, 'photon');
  // FNV-1a of 'photon'.
  const key = Uint32Array.of(5, 0xdd887ff7);
  for (const pixel of [7, 6, 4, 12, 7]) {
    draws.start(pixel);
    for (let draw = 0; draw < 12; draw++) {
      const words = philox(Uint32Array.of(draw, pixel >> 2, 2, 3), key, new Uint32Array(4));
      expect(draws.uniform()).toBe(((words[pixel & 3] as number) + 0.5) / 2 ** 32);
    }
  }
});

test('the draws of a pixel do not depend on the pixels drawn before', () => {
  const forward = firstDraws(context);
  const draws = pixelDraws(context, 'photon');
  for (let pixel = 999; pixel >= 0; pixel -= 37) {
    draws.start(pixel);
    expect(draws.uniform()).toBe(forward[pixel]);
    draws.uniform();
  }
});

test('different seeds, effects, images and panels give independent numbers', () => {
  const base = firstDraws(context);
  const others = [
    firstDraws({ ...context, seed: 6 }),
    firstDraws({ ...context, image: 1 }),
    firstDraws({ ...context, panel: 1 }),
    firstDraws(context, 'readout'),
    [...base.slice(1), 0.5],
  ];
  for (const other of others) expect(Math.abs(correlation(base, other))).toBeLessThan(4 / Math.sqrt(1000));
});

test('uniform deviates are evenly distributed over (0, 1) (chi-square of 100 bins)', () => {
  const values = firstDraws(context, 'photon', 100_000);
  const bins = new Float64Array(100);
  for (const u of values) bins[Math.floor(u * 100)] = (bins[Math.floor(u * 100)] as number) + 1;
  const chiSquare = bins.reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  expect(chiSquare).toBeLessThan(160);
  expect(chiSquare).toBeGreaterThan(55);
});

test('normal deviates have the moments and deciles of a Gaussian', () => {
  const draws = pixelDraws(context, 'readout');
  const values = Array.from({ length: 50_000 }, (_, pixel) => {
    draws.start(pixel);
    return normalQuantile(draws.uniform());
  });
  const n = values.length;
  const moment = (power: number) => values.reduce((sum, x) => sum + x ** power, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  const deciles = [-1.2815515655, -0.8416212336, -0.5244005127, -0.2533471031, 0];
  const edges = [
    ...deciles,
    ...deciles
      .slice(0, 4)
      .reverse()
      .map((x) => -x),
  ];
  const bins = new Float64Array(10);
  for (const x of values) {
    const bin = edges.filter((edge) => x >= edge).length;
    bins[bin] = (bins[bin] as number) + 1;
  }
  expect(bins.reduce((sum, count) => sum + (count - n / 10) ** 2 / (n / 10), 0)).toBeLessThan(35);
});
