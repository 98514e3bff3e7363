import type { Experiment } from '@braggsim/experiment';
import { folder } from '@braggsim/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { shotSpectrum, withShotSpectrum } from './shot-spectrum';

const files = folder();
afterAll(files.remove);

describe('the spectrum of a shot', () => {
  test('has a heading perhaps, and blanks or commas', () =>
    expect(shotSpectrum('wavelength weight\n1.0, 0.5\n1.01 2\n', 's')).toEqual([
      [1, 0.5],
      [1.01, 2],
    ]));

  test('may be a file of beam.spectrum, in energies too', () => {
    const [[wavelengthA, weight] = []] = shotSpectrum('energyEv,weight\n12398.42,3\n', 's');
    expect(wavelengthA).toBeCloseTo(1, 14);
    expect(weight).toBe(3);
  });

  test.each(['1 2\nx y\n', '1 0\n', '', '1 x\n1.1 2\n', 'shot,energyEv,weight\n1,9000,1\n2,9000,1\n'])(
    '%j is refused',
    (text) => expect(() => shotSpectrum(text, 's')).toThrow(/^s[: ]/),
  );
});

describe('a shot with a spectrum', () => {
  const path = files.put('s.lam', '1.0 1\n1.02 3\n');
  const detector = { pixelsFast: 8, pixelsSlow: 8, distanceMm: 100, pixelMm: 1 };
  const withIt = (experiment: Experiment) => withShotSpectrum({ experiment, inputs: {} }, path);

  test('is that of the beam, in place of a wavelength', () => {
    const { experiment, inputs } = withIt({ detector, beam: { wavelengthA: 1, fluencePerM2: 1e20 } });
    expect(experiment.beam?.wavelengthA).toBeUndefined();
    expect(experiment.beam).toMatchObject({ fluencePerM2: 1e20, spectrum: { file: expect.any(String) } });
    const [lines] = inputs.spectrum?.shots ?? [];
    expect([...(lines?.weights ?? [])]).toEqual([1, 3]);
    expect(lines?.wavelengths[1]).toBeCloseTo(1.02e-10, 22);
  });

  test.each<[Experiment, string]>([
    [{ detector, beam: { spectrum: { file: 'x.csv' } } }, 'the experiment has beam.spectrum'],
    [{ detector, beam: { sources: 'x.txt' } }, 'the experiment has beam.sources'],
  ])('%j is refused', (experiment, message) => {
    expect(() => withIt(experiment)).toThrow(message);
  });
});
