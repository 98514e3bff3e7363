import { expect, test } from 'vitest';
import { BraggsimError, dataError, EXIT_CODES, interrupted, isBraggsimError, refusal, usageError } from './errors';
import { fromRegistry } from './registry';

test('an error says what was expected, found and to be done, and keeps its cause', () => {
  const cause = new Error('below');
  const error = usageError({ message: 'a, b, c', expected: 'a', found: 'b', remedy: 'c', cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: 'BraggsimError', tag: 'usage', expected: 'a', found: 'b', remedy: 'c', cause });
  expect(String(error)).toBe('BraggsimError: a, b, c');
  expect(usageError('short')).toMatchObject({ message: 'short', expected: undefined, remedy: undefined });
  expect('cause' in usageError('short')).toBe(false);
});

test('the guard tells our errors from others, and one kind from another', () => {
  expect(isBraggsimError(dataError('x'))).toBe(true);
  expect(isBraggsimError(dataError('x'), 'data')).toBe(true);
  expect(isBraggsimError(dataError('x'), 'usage', 'data')).toBe(true);
  expect(isBraggsimError(dataError('x'), 'usage')).toBe(false);
  for (const other of [new Error('x'), new RangeError('x'), { tag: 'data', message: 'x' }, 'x', null, undefined]) {
    expect(isBraggsimError(other)).toBe(false);
  }
});

test('each kind has its exit code', () => {
  const errors = [usageError('x'), dataError('x'), refusal('x'), interrupted()];
  expect(errors.map(({ tag }) => EXIT_CODES[tag])).toEqual([2, 9, 2, 130]);
  expect(errors.every((error) => error instanceof BraggsimError)).toBe(true);
});

test('a registry makes what it is asked for and names what there is', async () => {
  let made = 0;
  const registry = new Map([
    ['one', async () => ++made],
    ['two', async () => -1],
  ]);
  expect(made).toBe(0);
  expect(await fromRegistry(registry, 'one', 'number')).toBe(1);
  const refused = await fromRegistry(registry, 'three', 'number').catch((error: unknown) => error);
  expect(isBraggsimError(refused, 'usage') && refused.message).toBe("there is no number 'three'; there are one, two");
});
