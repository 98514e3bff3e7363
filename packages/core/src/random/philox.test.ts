import fc from 'fast-check';
import { expect, test } from 'vitest';
import { philox } from './philox';
import { MAX_WORDS, philoxBlocks } from './philox-blocks';

// Known answers of the Random123 distribution (Salmon et al. 2011), kat_vectors.
test.each([
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
])('the block of counter %s and key %s is the published one', (counter, key, expected) => {
  const words = (text: string) => Uint32Array.from(text.split(' '), (word) => Number.parseInt(word, 16));
  const out = philox(words(counter), words(key), new Uint32Array(4));
  expect([...out].map((word) => word.toString(16).padStart(8, '0')).join(' ')).toBe(expected);
});

test('WebAssembly makes the same blocks as the plain function, for any counter and key', () => {
  const blocks = philoxBlocks();
  fc.assert(
    fc.property(
      fc.uint32Array({ minLength: 4, maxLength: 4 }),
      fc.uint32Array({ minLength: 2, maxLength: 2 }),
      fc.integer({ min: 0, max: 40 }),
      (counter, key, count) => {
        expect(blocks(counter, key, 4 * count).slice(0, 4 * count)).toEqual(
          philox(counter, key, new Uint32Array(4 * count)),
        );
      },
    ),
  );
  const [counter, key] = [Uint32Array.of(1, 2, 3, 4), Uint32Array.of(5, 6)];
  expect(blocks(counter, key, MAX_WORDS)).toEqual(philox(counter, key, new Uint32Array(MAX_WORDS)));
});

test('the plain function is used where WebAssembly is missing', () => {
  const whole = globalThis.WebAssembly;
  try {
    Object.assign(globalThis, { WebAssembly: undefined });
    const [counter, key] = [Uint32Array.of(1, 2, 3, 4), Uint32Array.of(5, 6)];
    expect(philoxBlocks()(counter, key, 8).slice(0, 8)).toEqual(philox(counter, key, new Uint32Array(8)));
  } finally {
    Object.assign(globalThis, { WebAssembly: whole });
  }
});
