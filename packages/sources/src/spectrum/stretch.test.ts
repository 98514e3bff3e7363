import { expect, test } from 'vitest';
import { spectrumOf } from './resolve';

const file = {
  name: 'lines',
  perShot: false,
  shots: [{ wavelengths: Float64Array.of(1e-10, 1.02e-10), weights: Float64Array.of(1, 1), pulseEnergy: 1 }],
};
const wavelengths = (more: object): number[] => [
  ...spectrumOf({ spectrum: { file: 'lines', ...more }, file }).lines({ seed: 0, shot: 0 }).wavelengths,
];

test('a spectrum is moved as a whole, and widened about its mean', () => {
  expect(wavelengths({})).toEqual([1e-10, 1.02e-10]);
  expect(wavelengths({ wavelengthFactor: 1.01 })).toEqual([1.01e-10, 1.0302e-10].map((x) => expect.closeTo(x, 24)));
  // The mean photon energy is that of 2 / (1/1 + 1/1.02) = 1.00990099 A.
  const [low = 0, high = 0] = wavelengths({ widthFactor: 2 });
  expect(high - low).toBeCloseTo(0.04e-10, 22);
  expect(2 * 1.00990099009901e-10 - low).toBeCloseTo(1.00990099009901e-10 + 2 * 0.00990099009901e-10, 22);
});

test('a factor that is not above 0 is refused by name', () => {
  expect(() => wavelengths({ widthFactor: 0 })).toThrow('beam.spectrum.widthFactor');
});
