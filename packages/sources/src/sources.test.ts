import type { Compatibility } from '@braggsim/core/derived';
import { type LoadedCase, referenceCases, referenceInput } from '@braggsim/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resolveBeam } from './beam';
import type { BeamFrame } from './grid';
import { parseSources } from './source-file';
import { resolveSources } from './sources';

const mosflm: BeamFrame = { beam: [1, 0, 0], polarization: [0, 0, 1], vertical: [0, -1, 0] };
const beam = resolveBeam({ wavelengthA: 1.2 }).value;

const read = (text: string, sourceWeights: Compatibility['sourceWeights'] = 'normalize') =>
  resolveSources({ sources: 's.txt' }, beam, mosflm, parseSources(text), { sourceWeights }).value;

describe('weights', () => {
  const text = '-1 0 0 1\n-1 0 0.1 2\n-1 0 0.2 3\n';

  test('normalized weights have a mean of 1 and keep their ratios', () => {
    const { weights, givenWeights } = read(text);
    expect([...givenWeights]).toEqual([1, 2, 3]);
    expect([...weights]).toEqual([0.5, 1, 1.5]);
  });

  test('equal weights of any size have no effect', () => {
    for (const weight of [1, 0.1, 7, 1e-300, 12345.678]) {
      const { weights } = read(`-1 0 0 ${weight}\n-1 0 .1 ${weight}\n-1 0 .2 ${weight}\n`);
      for (const w of weights) expect(w).toBeCloseTo(1, 14);
    }
  });

  test('the mean of any normalized weights is 1, and their ratios are kept', () => {
    const weight = fc.double({ min: 1e-3, max: 1e3, noNaN: true });
    fc.assert(
      fc.property(fc.array(weight, { minLength: 1, maxLength: 50 }), (given) => {
        const { weights } = read(given.map((w) => `-1 0 0 ${w}`).join('\n'));
        const average = weights.reduce((sum, w) => sum + w, 0) / weights.length;
        expect(average).toBeCloseTo(1, 12);
        weights.forEach((w, i) => {
          const [first, other] = [given[0] as number, given[i] as number];
          expect((w * first) / ((weights[0] as number) * other)).toBeCloseTo(1, 12);
        });
      }),
      { seed: 1 },
    );
  });

  test('ignored weights are 1, applied weights are those of the file', () => {
    expect([...read(text, 'ignore').weights]).toEqual([1, 1, 1]);
    expect([...read(text, 'apply').weights]).toEqual([1, 2, 3]);
  });

  test('weights with a sum of zero cannot be normalized', () => {
    expect(() => read('-1 0 0 0\n-1 0 .1 0')).toThrow('add up to zero');
  });
});

describe('rows of a file', () => {
  test('missing values are those of the beam', () => {
    const { positions, wavelengths, divergenceSteps, count } = read('nan 0.1\n-2 0 nan 1 1e-10');
    expect([...positions]).toEqual([-10, 0.1, -0, -2, 0, -0]);
    expect([...wavelengths]).toEqual([beam.wavelength, 1e-10]);
    expect(divergenceSteps).toBeNull();
    expect(count).toBe(2);
  });

  test('a vector that is zero with its defaults is rejected', () => {
    expect(() => read('-1 0 0\n0 nan nan')).toThrow('source 2 is at the sample');
  });

  test('rows replace the grid, with a warning', () => {
    const section = { sources: 's.txt', dispersionPercent: 2, divergenceMrad: { horizontal: 3 } };
    const { value, warnings } = resolveSources(section, beam, mosflm, parseSources('-1 0 0'), {
      sourceWeights: 'normalize',
    });
    expect(value.count).toBe(1);
    expect(warnings.map((w) => w.id)).toEqual(['divergence-ignored']);
  });

  test('missing rows of a named file are an error', () => {
    expect(() => resolveSources({ sources: 's.txt' }, beam, mosflm, undefined, { sourceWeights: 'ignore' })).toThrow(
      's.txt',
    );
  });
});

const resolved = ({ experiment, derived }: LoadedCase, sourceWeights: Compatibility['sourceWeights']) => {
  const frame = {
    beam: derived.beam_vector,
    polarization: derived.polar_vector,
    vertical: derived.vert_vector,
  };
  const file = experiment.beam?.sources;
  const rows = file === undefined ? undefined : parseSources(new TextDecoder().decode(referenceInput(file)), file);
  return resolveSources(experiment.beam, resolveBeam(experiment.beam).value, frame, rows, { sourceWeights }).value;
};

/** The reference cases, except those that read the wavelength from the header of an image. */
const cases = referenceCases().filter(({ features }) => !features.includes('img_header') && !features.includes('mask'));

test.each(cases)('$id: the sources of the C program', (reference) => {
  const { derived } = reference;
  const sources = resolved(reference, 'ignore');
  expect(sources.count).toBe(derived.sources);
  expect(sources.divergenceSteps ?? -1).toBe(derived.divergence_steps);
  expect([...sources.weights]).toEqual(Array(derived.sources).fill(1));
  derived.source_list.rows.forEach(([x, y, z, weight, wavelength], i) => {
    [x, y, z].forEach((component, axis) => {
      expect(sources.positions[3 * i + axis]).toBeCloseTo(component, 14);
    });
    expect(sources.givenWeights[i]).toBe(weight);
    expect((sources.wavelengths[i] as number) / wavelength).toBeCloseTo(1, 14);
  });
  const { horizontal, vertical, dispersion } = sources.grid;
  expect([horizontal.range, horizontal.step]).toEqual([derived.hdivrange_rad, derived.hdivstep_rad]);
  expect([vertical.range, vertical.step]).toEqual([derived.vdivrange_rad, derived.vdivstep_rad]);
  expect([dispersion.range * 100, dispersion.steps]).toEqual([derived.dispersion_pct, derived.dispsteps]);
});
