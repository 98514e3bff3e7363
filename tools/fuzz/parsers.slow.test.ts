import { expect, test } from 'vitest';
import { fuzz, PARSERS } from './parsers';

test.each(Object.entries(PARSERS))(
  '%s: 100,000 damaged files are read or refused with an error about the data',
  (_, parser) => {
    expect(fuzz(parser, 100_000).failures).toEqual([]);
  },
);
