import { expect, test } from 'vitest';
import { resolveSampling, type SamplingRequest } from './sampling';

const mrad = { name: 'mrad', perOne: 1000 };
const sample = (asked: SamplingRequest) => resolveSampling(asked, 'horizontal divergence', mrad);
const single = { range: 0, step: 0, steps: 1 };

test.each([
  ['nothing', {}, single, false],
  ['a step', { step: 0.002 }, { range: 0.002, step: 0.002, steps: 2 }, false],
  ['a range', { range: 0.004 }, { range: 0.004, step: 0.004, steps: 2 }, false],
  ['range and step', { range: 0.004, step: 0.0015 }, { range: 0.004, step: 0.0015, steps: 3 }, false],
  ['a count', { steps: 4 }, { range: 1, step: 0.25, steps: 4 }, true],
  ['count and step', { steps: 5, step: 0.001 }, { range: 0.001, step: 0.001, steps: 2 }, true],
  ['count and range', { steps: 5, range: 0.004 }, { range: 0.004, step: 0.001, steps: 5 }, false],
  ['a count of one and a range', { steps: 1, range: 0.004 }, { range: 0.004, step: 0.004, steps: 2 }, true],
  ['all three', { steps: 7, range: 0.004, step: 0.003 }, { range: 0.004, step: 0.003, steps: 7 }, false],
  ['a range of zero', { range: 0, steps: 1 }, single, false],
  ['a range of zero and a count', { range: 0, steps: 5 }, single, true],
  ['zeros', { range: 0, step: 0, steps: 0 }, single, false],
])('samples of %s', (_name, asked, value, warned) => {
  const resolved = sample(asked);
  expect(resolved.value).toEqual(value);
  expect(resolved.warnings.length).toBe(warned ? 1 : 0);
});

test('the warning states the sampling in use, in user units', () => {
  expect(sample({ steps: 5, step: 0.0015 }).warnings).toEqual([
    {
      id: 'horizontal-divergence-steps',
      message:
        'horizontal divergence is sampled at 2 points, 1.5 mrad apart, over a range of 1.5 mrad; ' +
        'give a range and a number of steps to choose both',
    },
  ]);
});
