import { expect, test } from 'vitest';
import { codeCache } from './code-cache';

test('code is generated once while it is kept, and what was used the longest time ago makes room', () => {
  const cache = codeCache<string>(2);
  const generated: string[] = [];
  const use = (key: string) =>
    cache(key, () => {
      generated.push(key);
      return `code of ${key}`;
    });
  expect(['a', 'b', 'a', 'c', 'a', 'c'].map(use)).toEqual(
    ['a', 'b', 'a', 'c', 'a', 'c'].map((key) => `code of ${key}`),
  );
  expect(generated).toEqual(['a', 'b', 'c']);
  use('b');
  use('c');
  use('a');
  expect(generated).toEqual(['a', 'b', 'c', 'b', 'a']);
});
