import { expect, test } from 'vitest';
import { fuzz } from './fuzz';
import { PARSERS } from './parsers';

const MANY = 100_000;

test.each(Object.entries(PARSERS).map(([name, parser]) => ({ name, parser, many: parser.many ?? MANY })))(
  '$name: $many damaged files are read or refused with an error about the data',
  ({ parser, many }) => {
    expect(fuzz(parser, many).failures).toEqual([]);
  },
);
