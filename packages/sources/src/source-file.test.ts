import { isBraggsimError, type SourceRow } from '@braggsim/core';
import { referenceInput } from '@braggsim/testkit';
import { describeFormat } from '@braggsim/testkit/suites';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseSources } from './source-file';

const row = (direction: SourceRow['direction'], weight: number | null, wavelengthM: number | null): SourceRow => ({
  direction,
  weight,
  wavelengthM,
});
const reference = (name: string) => parseSources(new TextDecoder().decode(referenceInput(name)), name);

test('five columns are direction, weight and wavelength', () => {
  expect(reference('src5.txt')).toEqual([
    row([-10, 0, 0], 1, 1e-10),
    row([-10, 0.01, 0], 0.5, 1.01e-10),
    row([-10, -0.005, 0.02], 2, 0.99e-10),
    row([-9, 0, -0.03], 0.25, 1.005e-10),
  ]);
});

test('every separator of the C program is accepted', () => {
  expect(reference('src4_sep.txt')).toEqual([
    row([-1, 0, 0], 1, null),
    row([-1, 0.001, 0.002], 0.5, null),
    row([-1, -0.002, 0.0015], 3, null),
  ]);
});

test('comments, blank lines, lines of separators, any line ends, a byte order mark, and no line end at the end are accepted', () => {
  const text = '\uFEFF# title\r\n\r\n ,;:\t\n-1 0 0 2 ! central\r-1 0 1e-3#third\n!\n-1';
  expect(parseSources(text)).toEqual([
    row([-1, 0, 0], 2, null),
    row([-1, 0, 0.001], null, null),
    row([-1, null, null], null, null),
  ]);
});

test('placeholders mean the default, columns after the fifth are ignored', () => {
  expect(parseSources('nan - * NaN 1.5e-10 what')).toEqual([row([null, null, null], null, 1.5e-10)]);
});

describe('errors name file and line', () => {
  test.each([
    ['-1 0 0\n-1 0 x\n', "s.txt, line 2: expected a number or a placeholder (nan, -, *) for Z, found 'x'"],
    ['# c\r\n0 0 0 1\r\n', 's.txt, line 2: expected a vector X Y Z from the sample to the source, found zero'],
    ['-1 0 0 -2', 's.txt, line 1: expected a weight of at least 0, found -2'],
    ['-1 0 0 1 0', 's.txt, line 1: expected a wavelength above 0 m, found 0'],
    ['-1 0 0 1 1.2', 'expected a wavelength in metres, not Å, found 1.2; did you mean 1.2e-10?'],
    ['-1 0 0 inf', "expected a number or a placeholder (nan, -, *) for weight, found 'inf'"],
    ['# nothing\n', 's.txt has no sources'],
    ['', 's.txt has no sources'],
  ])('%j', (text, message) => {
    expect(() => parseSources(text, 's.txt')).toThrow(message);
  });
});

const number = fc.double({ noNaN: true, min: -100, max: 100 }).map((x) => x + 0);
const rows = fc.array(
  fc.record({
    direction: fc.tuple(fc.option(number), fc.option(number), fc.constant(1)),
    weight: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
    wavelengthM: fc.option(fc.double({ min: 1e-12, max: 1e-7, noNaN: true })),
  }),
  { minLength: 1, maxLength: 20 },
);

test('a written list round-trips', () => {
  const separators = fc.constantFrom(' ', '\t', ',', ';', ':', ' , ');
  fc.assert(
    fc.property(rows, separators, fc.constantFrom('\n', '\r\n', '\r'), (list, separator, lineEnd) => {
      const lines = list.map(({ direction, weight, wavelengthM }) =>
        [...direction, weight, wavelengthM].map((x) => x ?? 'nan').join(separator),
      );
      expect(parseSources(lines.join(lineEnd))).toEqual(list);
    }),
    { seed: 2 },
  );
});

test('damaged text is either read or rejected with a BraggsimError', () => {
  const text = new TextDecoder().decode(referenceInput('src5.txt'));
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(12), fc.string({ unit: 'binary', maxLength: 12 }), (at, cut, put) => {
      const mutated = text.slice(0, at) + put + text.slice(at + cut);
      try {
        expect(parseSources(mutated).length).toBeGreaterThan(0);
      } catch (error) {
        expect(isBraggsimError(error, 'data')).toBe(true);
      }
    }),
    { seed: 3, numRuns: 2000 },
  );
});

describeFormat('source list', {
  files: { 'five columns': referenceInput('src5.txt') },
  read: (bytes) => parseSources(new TextDecoder().decode(bytes)),
  check: (rows) => expect(rows.length).toBeGreaterThan(0),
  endsAnywhere: true,
});
