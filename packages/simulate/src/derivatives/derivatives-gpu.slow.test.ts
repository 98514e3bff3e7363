import { expect, test } from 'vitest';
import { missingGpu } from '../../../kernel-gpu/src/testing/missing-gpu';
import { derivativesOf, smoothTrialsOf } from './derivatives-agree.fixture';

/** Derivatives in float32, of the largest of each over the boxes. */
const OF_MAXIMUM = 1e-4;
/** What depends on the polarization is a small difference of large numbers next to the beam: of the brightest pixel. */
const POLARIZATION_OF_PHOTONS = 1e-6;
const BOXES = [
  { panel: 0, fast: [5, 15], slow: [9, 13] },
  { panel: 0, fast: [0, 4], slow: [17, 20] },
] as const;

const problem = await missingGpu();

const largest = (values: Float64Array): number => values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Random experiments whose derivatives are computed by shaders. */
const trials = await smoothTrialsOf(20, 16);

/** Expects that derivatives by shaders are those of dual numbers. */
async function expectReference(trial: (typeof trials)[number]): Promise<void> {
  const [found, expected] = [await derivativesOf(trial, 'gpu', BOXES), await derivativesOf(trial, 'reference', BOXES)];
  const brightest = largest(expected.values[0] as Float64Array);
  const off = expected.names.flatMap((name, i) => {
    const [a, b] = [found.values[i] as Float64Array, expected.values[i] as Float64Array];
    const allowed = Math.max(
      OF_MAXIMUM * largest(b),
      name === 'beam.polarization' ? POLARIZATION_OF_PHOTONS * brightest : 0,
    );
    const error = largest(a.map((x, j) => x - (b[j] as number)));
    return error <= allowed ? [] : [[name, error, allowed]];
  });
  expect(off).toEqual([]);
}

test.skipIf(problem).each(trials)('derivatives by shaders are those of dual numbers: $name', expectReference);
