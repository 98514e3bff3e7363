import { expect, test } from 'vitest';
import { sentence } from './text';

test.each([
  ['a material of the library', 'A material of the library'],
  ['sample to plate', 'Sample to plate'],
  ['k of the polarization', 'k of the polarization'],
  ['a, b and c of the cell', 'a, b and c of the cell'],
])('%s', (text, expected) => expect(sentence(text)).toBe(expected));
