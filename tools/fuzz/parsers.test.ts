import { expect, test } from 'vitest';
import { fuzz, PARSERS } from './parsers';

test.each(Object.entries(PARSERS))(
  '%s: 2,000 damaged files are read or refused with an error about the data',
  (_, parser) => {
    const { failures, read, refused } = fuzz(parser, 2000);
    expect(failures).toEqual([]);
    expect(read).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(100);
  },
);

test('a file over the limit is refused', () => {
  const large = new Uint8Array(2 ** 20 + 1);
  for (const name of ['SMV image', 'SMV mask', 'raw float', 'PGM', 'HKL']) {
    expect(() => PARSERS[name]?.parse(large)).toThrow(/1048577/);
  }
});
