import { expect, test } from 'vitest';
import { shortHash } from './short-hash';

test('hashes are those of FNV-1a, with all digits', () => {
  expect(shortHash('')).toBe('811c9dc5');
  expect(shortHash('a')).toBe('e40c292c');
  expect(shortHash('foobar')).toBe('bf9cf968');
});
