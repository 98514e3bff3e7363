import { expect, test } from 'vitest';
import { aboutPart } from './about-part';
import { dataError, interrupted, usageError } from './errors';

const failing = (error: unknown) =>
  aboutPart('crystals[1]', () => {
    throw error;
  }).catch((found: unknown) => found);

test('an error about a part names it and keeps its kind, what was expected and found, and its cause', async () => {
  const error = usageError({ message: 'no cell; give one', expected: 'a cell', found: 'none', remedy: 'give one' });
  expect(await failing(error)).toMatchObject({
    tag: 'usage',
    message: 'crystals[1]: no cell; give one',
    expected: 'a cell',
    found: 'none',
    remedy: 'give one',
    cause: error,
  });
  expect(await failing(dataError('damaged'))).toMatchObject({ tag: 'data', message: 'crystals[1]: damaged' });
});

test('interruptions and errors of other kinds are left as they are', async () => {
  for (const error of [interrupted(), new TypeError('internal')]) expect(await failing(error)).toBe(error);
});

test('a result is passed on', async () => {
  expect(await aboutPart('crystals[1]', () => 3)).toBe(3);
});
