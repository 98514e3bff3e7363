import { expect, test } from 'vitest';
import { codeText } from './executed-code';

test('a report describes the code that ran, the width of its vectors and the reason', () => {
  expect(codeText({ nativeFraction: 1, vectorBits: 512 })).toBe('native code of 512 bits');
  expect(codeText({ nativeFraction: 1, vectorBits: 256, reason: 'this processor has no AVX-512' })).toBe(
    'native code of 256 bits (this processor has no AVX-512)',
  );
  expect(codeText({ nativeFraction: 0.314, vectorBits: 512 })).toBe(
    'native code of 512 bits for 31 % of the pixels, WebAssembly for the others',
  );
  expect(codeText({ nativeFraction: 0.999, vectorBits: 512 })).toContain(' for 99 % of the pixels');
  expect(codeText({ nativeFraction: 0.001, vectorBits: 512 })).toContain(' for 1 % of the pixels');
  expect(codeText({ nativeFraction: 0, vectorBits: 128, reason: 'there is no C compiler' })).toBe(
    'WebAssembly of 128 bits (no native code: there is no C compiler)',
  );
});
