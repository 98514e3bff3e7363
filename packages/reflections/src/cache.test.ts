import { referenceCase, referenceInput } from '@braggsim/testkit';
import { describeFormat } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { readCache, writeCache } from './cache';
import { parseHkl } from './hkl';

const sample = Uint8Array.from(referenceInput('small.dump'));

test('the cache of the C program: every entry of the box, without the padding', () => {
  const list = readCache(sample);
  expect(list.count).toBe(referenceCase('d80-dump').derived.initialized_hkls);
  expect(list.min).toEqual([-4, -4, -3]);
  expect(list.max).toEqual([4, 4, 3]);
  expect([...list.F.subarray(0, 5)]).toEqual([58, 46, 34, 22, 51]);
  expect([list.h[7], list.k[7], list.l[7]]).toEqual([-4, -3, -3]);
});

test('reading and writing it gives the same bytes', () => {
  expect(writeCache(readCache(sample), 5)).toEqual(sample);
});

test('holes hold the default, the padding zero', () => {
  const bytes = writeCache(parseHkl('-1 0 0 3\n1 1 0 4'), 9);
  expect(bytes.length).toBe(206);
  expect(new TextDecoder().decode(bytes.subarray(0, 14))).toBe('-1 1 0 1 0 0\n\f');
  const values = new Float64Array(bytes.slice(14).buffer);
  const box = [3, 0, 9, 0, 0, 0, 9, 0, 9, 0, 0, 0, 9, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  expect([...values]).toEqual(box);
  expect([...readCache(bytes).F]).toEqual([3, 9, 9, 9, 9, 4]);
});

test('values are read from bytes at any offset in their buffer', () => {
  const shifted = new Uint8Array(sample.length + 3);
  shifted.set(sample, 3);
  expect(readCache(shifted.subarray(3))).toEqual(readCache(sample));
});

test('a first value that looks like white space does not shift the others', () => {
  const bytes = writeCache(parseHkl('0 0 0 1'), 0);
  const first = bytes.indexOf(12) + 1;
  for (const byte of [9, 10, 12, 13, 32]) {
    const tricky = bytes.slice();
    tricky[first] = byte;
    expect(readCache(tricky).F[0]).toBeCloseTo(1, 12);
    expect(writeCache(readCache(tricky), 0)).toEqual(tricky);
  }
});

test.each([
  ['nothing', new Uint8Array(0), 'is not a cache'],
  ['text', new TextEncoder().encode('1 2 3 4\n5 6 7 8\n'), 'is not a cache'],
  ['five numbers', new TextEncoder().encode('0 1 0 1 0\n\f'), 'is not a cache'],
  ['a missing byte', sample.subarray(0, -1), 'expected 6416 bytes for its index ranges, found 6415'],
  ['a byte too many', Uint8Array.of(...sample, 0), 'expected 6416 bytes for its index ranges, found 6417'],
  ['a backward range', new TextEncoder().encode('1 0 0 0 0 0\n\f'), 'run backwards'],
  ['a huge range', new TextEncoder().encode('0 9999999 0 9999999 0 9999999\n\f'), 'found 31'],
])('%s is refused', (_name, bytes, message) => {
  expect(() => readCache(bytes, 'F.bin')).toThrow(message);
});

test('an amplitude of NaN is refused', () => {
  const bytes = writeCache(parseHkl('2 0 0 1'), 0);
  new DataView(bytes.buffer).setFloat64(bytes.indexOf(12) + 1, Number.NaN, true);
  expect(() => readCache(bytes)).toThrow('the amplitude of 2 0 0 is NaN');
});

describeFormat('cache of structure factors', {
  files: { small: writeCache(parseHkl('0 0 0 1\n1 1 1 2\n'), 0) },
  read: (bytes) => readCache(bytes),
  write: (reflections) => writeCache(reflections, 0),
  check: ({ count, h, F }) => expect([h.length, F.length]).toEqual([count, count]),
});
