import { isBraggsimError } from '@braggsim/core';
import { referenceCases, referenceInput } from '@braggsim/testkit';
import { describeFormat } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseHkl } from './hkl';
import type { Reflections } from './reflections';

const rowsOf = ({ count, h, k, l, F }: Reflections) =>
  Array.from({ length: count }, (_, i) => [h[i] as number, k[i] as number, l[i] as number, F[i] as number]);

/** A reference parser by lines and words. */
const plainly = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));

test('indices, amplitudes and the box they span', () => {
  const list = parseHkl('-1 2 3 10.5\n4 -5 6 .25\n0 0 0 1e3\n');
  expect(rowsOf(list)).toEqual([
    [-1, 2, 3, 10.5],
    [4, -5, 6, 0.25],
    [0, 0, 0, 1000],
  ]);
  expect(list.min).toEqual([-1, -5, 0]);
  expect(list.max).toEqual([4, 2, 6]);
});

test.each([
  [
    'XDS_ASCII.HKL',
    "!FORMAT=XDS_ASCII    MERGE=FALSE    FRIEDEL'S_LAW=TRUE\n!END_OF_HEADER\n 1 2 3 1.5E+02 3.0\n!END_OF_DATA\n",
  ],
  [
    'INTEGRATE.HKL',
    '!OUTPUT_FILE=INTEGRATE.HKL\n!NUMBER_OF_ITEMS_IN_EACH_DATA_RECORD=21\n!END_OF_HEADER\n 1 2 3 150 3\n',
  ],
])('intensities of XDS (%s) are not amplitudes, though their comments could be skipped', (name, text) => {
  expect(() => parseHkl(text, { name })).toThrow(
    `${name} is a list of XDS, which holds measured intensities; give amplitudes, or convert XDS_ASCII.HKL`,
  );
  // Comments of other programs are skipped as before.
  expect(parseHkl(text.replace(/^!.*$/gm, '! amplitudes')).count).toBe(1);
});

test('comments, extra columns, commas, tabs, reals, blank lines, any line ends, a byte order mark', () => {
  const text =
    '\uFEFF# h k l F\r\n! title\r\n\r\n1.0 0 -2. 100 0.5 x\r1,2,3,4,5\t# five\n\t+1e1\t-0\t07 , -3.5!end\n \n9 9 9 9';
  expect(rowsOf(parseHkl(text))).toEqual([
    [1, 0, -2, 100],
    [1, 2, 3, 4],
    [10, 0, 7, -3.5],
    [9, 9, 9, 9],
  ]);
});

test('a stream of records ignores lines', () => {
  expect(rowsOf(parseHkl('1 2\n3 4.5 -1 # c\n-2 -3\n\n6', { stream: true }))).toEqual([
    [1, 2, 3, 4.5],
    [-1, -2, -3, 6],
  ]);
  expect(() => parseHkl('1 2 3 4\n5 6', { stream: true })).toThrow('expected h k l F, found 2 columns');
});

describe('errors name file and line', () => {
  test.each([
    [
      '1 2 3 4\r\n1 2 3\r\n',
      'p.hkl, line 2: expected h k l F, found 3 columns; records that wrap lines need -hkl_stream',
    ],
    ['#\n\n5 # 2\n', 'p.hkl, line 3: expected h k l F, found 1 column;'],
    ['1 2 3 4\r5 6 7 8\r1.5 0 0 1', 'p.hkl, line 3: expected h to be a whole number, found 1.5'],
    ['1 2 x 4', "p.hkl, line 1: expected l to be a number, found 'x'"],
    ['1 2 3 nan', "p.hkl, line 1: expected F to be a number, found 'nan'"],
    ['1 2 3 inf', "p.hkl, line 1: expected F to be a number, found 'inf'"],
    ['1 2 3 1e999', "p.hkl, line 1: expected F to be a number, found '1e999'"],
    ['1 2 3 4-5', "p.hkl, line 1: expected F to be a number, found '4-5'"],
    ['1 2 3 1.2.3', "expected F to be a number, found '1.2.3'"],
    ['1 - 3 4', "expected k to be a number, found '-'"],
    ['0 -1025 0 4', 'expected k between -1024 and 1024, found -1025; -hkl_max raises the limit'],
    ['', 'p.hkl: not enough HKL indices'],
    ['# nothing\n\n', 'p.hkl: not enough HKL indices'],
  ])('%j', (text, message) => {
    expect(() => parseHkl(text, { name: 'p.hkl' })).toThrow(message);
    try {
      parseHkl(text);
    } catch (error) {
      expect(isBraggsimError(error, 'data')).toBe(true);
    }
  });
});

test('limits can be raised and lowered', () => {
  expect(parseHkl('2000 0 0 1', { maxIndex: 2000 }).max).toEqual([2000, 0, 0]);
  expect(() => parseHkl('3 0 0 1', { maxIndex: 2 })).toThrow('between -2 and 2');
  expect(() => parseHkl('3 0 0 1', { maxBytes: 6 })).toThrow('at most 6 bytes');
});

test('every spelling of a number is read as JavaScript reads it', () => {
  const digits = fc.stringMatching(/^[0-9]{1,20}$/);
  const spelling = fc
    .tuple(
      fc.constantFrom('', '-', '+'),
      digits,
      fc.constantFrom('', '.'),
      fc.option(digits),
      fc.constantFrom('', 'e-5', 'E7', 'e+02'),
    )
    .map(
      ([sign, whole, point, decimals, exponent]) => `${sign}${whole}${point}${point && (decimals ?? '')}${exponent}`,
    );
  fc.assert(
    fc.property(spelling, (word) => {
      expect(parseHkl(`0 0 0 ${word}`).F[0]).toBe(Number(word));
      expect(parseHkl(`0 0 0 ${word}\n`).F[0]).toBe(Number(word));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test('what is written is read back', () => {
  const index = fc.integer({ min: -1024, max: 1024 });
  const record = fc.tuple(index, index, index, fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(
      fc.array(record, { minLength: 1, maxLength: 30 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      (list, lineEnd) => {
        expect(rowsOf(parseHkl(list.map((row) => row.join(' ')).join(lineEnd)))).toEqual(
          list.map(([h, k, l, F]) => [h, k, l, Object.is(F, -0) ? 0 : F]),
        );
      },
    ),
    { seed: 2 },
  );
});

test('garbage is read or refused with a BraggsimError, within the limits', () => {
  const clean = '# title\n1 2 3 40.5\n-1,-2,-3,7e2 0.1\r\n4.0 5 6 8 ! end\n10 20 30 40\n';
  const bytes = new TextEncoder().encode(clean);
  const mutation = fc.tuple(fc.nat(bytes.length), fc.nat(8), fc.uint8Array({ maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), fc.boolean(), (mutations, stream) => {
      let mutated = [...bytes];
      for (const [at, cut, put] of mutations) mutated = [...mutated.slice(0, at), ...put, ...mutated.slice(at + cut)];
      try {
        const list = parseHkl(Uint8Array.from(mutated), { stream, maxIndex: 100 });
        expect(list.count).toBeLessThanOrEqual((mutated.length + 1) / 8);
        expect([...list.min, ...list.max].every((index) => Math.abs(index) <= 100)).toBe(true);
        expect(list.F.every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(isBraggsimError(error, 'data')).toBe(true);
      }
    }),
    { seed: 3, numRuns: 3000 },
  );
});

const listed = referenceCases().filter(({ experiment }) => experiment.structureFactors?.file !== undefined);

test.each(listed)('$id: reads as many reflections as the C program', ({ experiment, derived }) => {
  const bytes = referenceInput(experiment.structureFactors?.file as string);
  const list = parseHkl(bytes);
  expect(list.count).toBe(derived.initialized_hkls);
  expect(rowsOf(list)).toEqual(plainly(new TextDecoder().decode(bytes)));
});

describeFormat('reader of text of h k l F', {
  files: { 'reader of every format': '# h k l F\n1 2 3 40.5\n-1,-2,-3,7e2 0.1\r\n4.0 5 6 8 ! end\n10 20 30 40\n' },
  read: (bytes) => parseHkl(bytes),
  check: ({ count, h, F }) => expect([h.length, F.length]).toEqual([count, count]),
  endsAnywhere: true,
  broken: { 'a word without end': '1'.repeat(2 ** 20), 'a number of many digits': `1 2 3 4.${'1'.repeat(1000)}` },
});
