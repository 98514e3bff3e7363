import { expect, test } from 'vitest';
import { linesOf, sentence } from './text';

test('lines end as on any system, and a byte order mark is no part of the first', () => {
  expect(linesOf('\uFEFFa\nb\r\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
  expect(linesOf('a\n\n')).toEqual(['a', '', '']);
  expect(linesOf('')).toEqual(['']);
});

test.each([
  ['a material of the library', 'A material of the library'],
  ['sample to plate', 'Sample to plate'],
  ['k of the polarization', 'k of the polarization'],
  ['a, b and c of the cell', 'a, b and c of the cell'],
])('%s', (text, expected) => expect(sentence(text)).toBe(expected));
