import { expect, test } from 'vitest';
import { latin1, linesOf, sentence } from './text';

test('lines end as on any system, and a byte order mark is not a part of the first', () => {
  expect(linesOf('\uFEFFa\nb\r\nc\rd')).toEqual(['a', 'b', 'c', 'd']);
  expect(linesOf('a\n\n')).toEqual(['a', '', '']);
  expect(linesOf('')).toEqual(['']);
});

test('every byte is the character of its number', () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i);
  expect([...latin1(bytes)].map((letter) => letter.codePointAt(0))).toEqual([...bytes]);
  expect(latin1(new Uint8Array())).toBe('');
});

test.each([
  ['a material of the library', 'A material of the library'],
  ['sample to plate', 'Sample to plate'],
  ['k of the polarization', 'k of the polarization'],
  ['a, b and c of the cell', 'a, b and c of the cell'],
])('the sentence of %j is %j', (text, expected) => expect(sentence(text)).toBe(expected));
