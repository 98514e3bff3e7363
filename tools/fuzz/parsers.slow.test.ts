import { expect, test } from 'vitest';
import { fuzz } from './fuzz';
import { PARSERS } from './parsers';

/** BRAGGSIM_FUZZ_THOUSANDS=100 tries as many as a release is tested with. */
const MANY = 1000 * Number(process.env.BRAGGSIM_FUZZ_THOUSANDS ?? 2);

test.each(
  Object.entries(PARSERS).map(([name, parser]) => ({ name, parser, many: Math.min(parser.many ?? MANY, MANY) })),
)('$name: $many damaged files are read or refused with an error about the data', ({ parser, many }) => {
  const { failures, read, refused } = fuzz(parser, many);
  expect(failures).toEqual([]);
  expect(read).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(many / 20);
});
