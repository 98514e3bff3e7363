import { expect, test } from 'vitest';
import { describeReflections, reflectionLines } from './describe';
import { readReflections } from './read';

test('a list of text is described by its counts, indices and amplitudes, and has no resolution without a cell', () => {
  const text = '1 0 0 10\n0 2 -1 30\n0 0 3 50\n';
  const description = describeReflections('list.hkl', readReflections(new TextEncoder().encode(text), 'list.hkl'));
  expect(description).toMatchObject({
    file: 'list.hkl',
    listed: 3,
    inP1: 3,
    indices: { min: [0, 0, -1], max: [1, 2, 3] },
    amplitudes: { mean: 30, largest: 50 },
  });
  expect(description).not.toHaveProperty('dRangeA');
  expect(reflectionLines(description).at(-1)).toBe('amplitudes   mean 30, largest 50');
});
