import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, test } from 'vitest';
import { underLimits } from './limits';

const file = Uint8Array.of(1, 2, 3);
const MIB = 2 ** 20;

setFlagsFromString('--expose-gc');
const gc: () => void = runInNewContext('gc');

// What earlier tests have left would otherwise be collected while a file is read, and count as memory that was given back.
// Buffers are freed after the collection that finds them, and what they held by a later one: until nothing more is freed.
beforeEach(async () => {
  let [before, used] = [Infinity, inUse()];
  while (used < before) {
    gc();
    await setImmediate();
    [before, used] = [used, inUse()];
  }
});

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
])('%s larger than any file of its size needs are reported, with their size', (_, read) => {
  const kept: unknown[] = [];
  const message = messageOf(() => underLimits([file], () => void kept.push(read())));
  expect(message).toMatch(/^\d+ bytes were allocated for a file of 3 bytes \(base64\) AQID$/);
  expect(Number.parseInt(message, 10)).toBeGreaterThan(16 * MIB);
  expect(kept).toHaveLength(1);
});

test('a larger file may allocate more', () => {
  const kept: unknown[] = [];
  const read = () => void kept.push(new Uint8Array(64 * MIB));
  expect(() => underLimits([file], read)).toThrow('bytes were allocated');
  underLimits([new Uint8Array(MIB)], read);
  expect(kept).toHaveLength(2);
});

test('the error of a reader is passed on', () => {
  const fault = new TypeError('not this');
  expect(() =>
    underLimits([file], () => {
      throw fault;
    }),
  ).toThrow(fault);
});

function inUse(): number {
  const { heapUsed, external } = process.memoryUsage();
  // In whole MiB: a little is always freed.
  return Math.floor((heapUsed + external) / MIB);
}

/** What a call throws says. */
function messageOf(call: () => void): string {
  try {
    call();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected an error; found none');
}
