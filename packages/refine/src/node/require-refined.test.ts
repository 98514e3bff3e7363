import { expect, test } from 'vitest';
import { requireRefined } from './require-refined';

test('a run ends with the worst of its shots', () => {
  expect(() => requireRefined([0, 0])).not.toThrow();
  expect(() => requireRefined([9])).toThrow(
    expect.objectContaining({ tag: 'data', message: 'the shot could not be refined' }),
  );
  expect(() => requireRefined([0, 4, 9, 9])).toThrow(
    expect.objectContaining({ tag: 'data', message: '2 of 4 shots could not be read or refined' }),
  );
  expect(() => requireRefined([4, 0, 4])).toThrow(
    expect.objectContaining({ tag: 'unconverged', message: expect.stringMatching(/^2 of 3 shots stopped early/) }),
  );
});
