import { isBraggsimError } from '@braggsim/core';
import { underLimits } from '@braggsim/testkit';
import { expect, test } from 'vitest';
import { readCorpus } from './corpus';
import { fuzz } from './fuzz';
import { PARSERS } from './parsers';

test.each(Object.entries(PARSERS))(
  '%s: 40 damaged files are read or refused with an error about the data',
  (_, parser) => {
    const { failures, refused } = fuzz(parser, 40);
    expect(failures).toEqual([]);
    // That some are read is seen in the slow lane, which tries more.
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
