import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameContent } from './same-content';

test('plain data equals its clone, and nothing else', () => {
  fc.assert(fc.property(fc.jsonValue(), (data) => sameContent(data, structuredClone(data))));
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.jsonValue(),
      (a, b) => sameContent(a, b) === (JSON.stringify(a) === JSON.stringify(b)),
    ),
    { examples: [[{ a: [1] }, { a: [2] }]] },
  );
});

test.each([
  [Float64Array.of(1, 2), Float64Array.of(1, 2), true],
  [Float64Array.of(1, 2), Float64Array.of(1, 3), false],
  [Float64Array.of(1, 2), Float64Array.of(1), false],
  [Float64Array.of(1, 2), Float32Array.of(1, 2), false],
  [Number.NaN, Number.NaN, true],
  [{ x: undefined }, {}, true],
  [{ x: 1 }, { x: 1, y: 1 }, false],
  [null, {}, false],
  [[], {}, false],
])('whether %o and %o have the same content: %s', (a, b, same) => expect(sameContent(a, b)).toBe(same));
