import { describe, expect, test } from 'vitest';
import { pixelDeviance, readoutVariance } from './likelihood';

describe('deviance of a pixel', () => {
  test('is that of a Poisson count without readout noise', () => {
    const [y, mu] = [9, 6.5];
    expect(pixelDeviance(y, mu, 0)).toBeCloseTo(2 * (y * Math.log(y / mu) - (y - mu)), 12);
    expect(pixelDeviance(0, 2, 0)).toBe(4);
  });

  test('vanishes where the model is right, and has the score 2 (y - mu)/V', () => {
    expect(pixelDeviance(5, 5, 2)).toBe(0);
    const [y, mu, s2, h] = [9, 6, 2, 1e-5];
    const slope = (pixelDeviance(y, mu + h, s2) - pixelDeviance(y, mu - h, s2)) / (2 * h);
    expect(slope).toBeCloseTo((-2 * (y - mu)) / (mu + s2), 6);
  });

  test('stays finite far below zero', () => expect(pixelDeviance(-4, 1, 2)).toBe(6));
});

test('the variance of the readout is in photons, with rounding where values are no counts', () => {
  expect(readoutVariance({ gain: 1, offset: 40, readNoise: 0 })).toBe(0);
  expect(readoutVariance({ gain: 4, offset: 0, readNoise: 3 })).toBeCloseTo(9 / 16 + 1 / 192, 12);
});
