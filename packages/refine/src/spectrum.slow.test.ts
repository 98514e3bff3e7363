import { units } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { refineShot } from './refine-shot';
import { noisyShot, OPTIONS, SPOTS, TRUTH } from './shot.fixture';
import { refinedNumbers } from './shot-numbers';

const LINES: readonly (readonly [wavelengthA: number, weight: number])[] = [
  [0.994, 1],
  [1, 3],
  [1.006, 2],
];
const FILE = {
  name: 'lines',
  perShot: false,
  shots: [
    {
      wavelengths: Float64Array.from(LINES, ([wavelengthA]) => units.fromAngstrom(wavelengthA)),
      weights: Float64Array.from(LINES, ([, weight]) => weight),
      pulseEnergy: 1,
    },
  ],
};
const { wavelengthA: _wavelength, ...BEAM } = TRUTH.beam ?? {};

describe('a spectrum of several lines', () => {
  test('moves and widens to that of the image', async () => {
    const spectrum = { file: 'lines', wavelengthFactor: 1.0004, widthFactor: 1.05 };
    const inputs = { spectrum: FILE };
    const truth = { ...TRUTH, beam: { ...BEAM, spectrum } };
    const start = { ...TRUTH, beam: { ...BEAM, spectrum: { file: 'lines' } } };
    const shot = { ...(await noisyShot(truth, start, 1, inputs)), inputs, spots: SPOTS };
    const refined = await refineShot(shot, { ...OPTIONS, free: ['misset', 'scale', 'wavelength', 'spectrum.scale'] });
    expect(refined.status).toBe('converged');
    const [wavelength, width] = ['wavelength', 'spectrum.scale'].map((name) =>
      refinedNumbers(refined).find((number) => number.name === name),
    );
    expect(wavelength?.start).toBeCloseTo(1.001, 3);
    const expected = (wavelength?.start ?? 0) * 1.0004;
    expect(Math.abs((wavelength?.value ?? 0) - expected)).toBeLessThan(4 * (wavelength?.esd ?? 0));
    expect(wavelength?.esd).toBeLessThan(2e-4);
    expect(Math.abs((width?.value ?? 0) - 1.05)).toBeLessThan(4 * (width?.esd ?? 0));
    expect(refined.refined.beam?.wavelengthA).toBeUndefined();
    expect(refined.refined.beam?.spectrum).toMatchObject({
      file: 'lines',
      wavelengthFactor: expect.closeTo((wavelength?.value ?? 0) / (wavelength?.start ?? 1), 12),
      widthFactor: width?.value,
    });
  });

  test('is needed where its width is to be refined', async () => {
    const shot = { ...(await noisyShot(TRUTH, TRUTH)), spots: SPOTS };
    await expect(refineShot(shot, { ...OPTIONS, free: ['spectrum.scale'] })).rejects.toThrow('needs a spectrum');
  });
});
