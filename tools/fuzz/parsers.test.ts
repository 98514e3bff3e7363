import { isBraggsimError } from '@braggsim/core';
import { underLimits } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { readCorpus } from './corpus';
import { fuzz } from './fuzz';
import { PARSERS } from './parsers';

/** Numbers of damaged files where none of 40 is still read: hardly any damage leaves a spectrum valid. */
const MORE: Readonly<Record<string, number>> = { spectrum: 80 };

test.each(Object.entries(PARSERS).map(([name, parser]) => ({ name, parser, count: MORE[name] ?? 40 })))(
  '$name: $count damaged files are read or refused with an error about the data',
  ({ parser, count }) => {
    const { failures, read, refused } = fuzz(parser, count);
    expect(failures).toEqual([]);
    expect(read).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(2);
  },
);

test.each(Object.entries(PARSERS))(
  '%s: the files of its corpus are read or refused with an error about the data',
  (name, parser) => {
    const { parse, refusal = 'data', limits } = parser;
    const files = readCorpus(name);
    const attempt = (file: Uint8Array) => {
      try {
        parse(file);
      } catch (error) {
        expect(isBraggsimError(error, 'data', refusal), String(error)).toBe(true);
      }
    };
    underLimits(files, attempt, limits);
  },
);

test.each([
  ...['SMV image', 'SMV mask', 'raw float', 'npy', 'PGM', 'CBF', 'TIFF', 'PNG', 'HKL', 'MTZ'],
  'mmCIF amplitudes',
])('%s: a file over the limit is refused', (name) => {
  expect(() => PARSERS[name]?.parse(new Uint8Array(2 ** 20 + 1))).toThrow(/1048577/);
});
