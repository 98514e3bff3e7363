import { expect, test } from 'vitest';
import { philox } from './philox';

// Known answers of the Random123 distribution (Salmon et al. 2011), kat_vectors.
test.each([
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
])('counter %s, key %s', (counter, key, expected) => {
  const words = (text: string) => Uint32Array.from(text.split(' '), (word) => Number.parseInt(word, 16));
  const out = philox(words(counter), words(key), new Uint32Array(4));
  expect([...out].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(expected);
});
