import { expect, test } from 'vitest';
import { underLimits } from './limits';

const file = Uint8Array.of(1, 2, 3);
const MIB = 2 ** 20;

test('every file is read, in order', () => {
  const files = Array.from({ length: 250 }, (_, i) => Uint8Array.of(i));
  const seen: number[] = [];
  underLimits(files, ([first = -1]) => void seen.push(first));
  expect(seen).toEqual(files.map(([first]) => first));
});

test.each<[string, () => void]>([
  [
    'a loop',
    () => {
      for (;;);
    },
  ],
  ['a regular expression with exponential backtracking', () => void /^(a+)+$/.test(`${'a'.repeat(50)}b`)],
])('%s without end is interrupted, and the file is shown', (_, read) => {
  expect(() => underLimits([file], read, { seconds: 0.2 })).toThrow(
    'not read within 0.2 s: a file of 3 bytes (base64) AQID',
  );
});

test.each<[string, () => unknown]>([
  ['arrays of numbers', () => new Float64Array(8 * MIB)],
  ['lists', () => Array.from({ length: 4 * MIB }, (_, i) => [i])],
])('%s larger than any file of its size needs are reported', (_, read) => {
  let kept: unknown;
  expect(() =>
    underLimits([file], () => {
      kept = read();
    }),
  ).toThrow(/\d+ bytes were allocated for a file of 3 bytes/);
  expect(kept).toBeDefined();
});

test('a larger file may allocate more', () => {
  let kept: unknown;
  underLimits([new Uint8Array(MIB)], () => {
    kept = new Uint8Array(64 * MIB);
  });
  expect(kept).toBeDefined();
});

test('the error of a reader is passed on', () => {
  const fault = new TypeError('not this');
  expect(() =>
    underLimits([file], () => {
      throw fault;
    }),
  ).toThrow(fault);
});
