import { expect, test } from 'vitest';
import { type SmallBenchmark, smallTable, withSmallTables } from './small';

const benchmarks = [
  { name: 'slow', median: 5000, min: 4000, max: 6000 },
  { name: 'fast', median: 800, min: 790.4, max: 1234 },
];
const results = {
  files: [
    { groups: [{ fullName: 'a.bench.ts > elsewhere', benchmarks: [] }] },
    { groups: [{ fullName: 'b.bench.ts > reading out', benchmarks }] },
  ],
};

test('every row is compared with the first', () => {
  expect(smallTable(benchmarks).split('\n')).toEqual([
    '| what | least ms | median | most | faster than the first |',
    '| :--- | -------: | -----: | ---: | --------------------: |',
    '| slow |     4000 |   5000 | 6000 |                 1.00x |',
    '| fast |      790 |    800 | 1234 |                 5.06x |',
  ]);
});

test('names that end in numbers of samples add the time of a sample', () => {
  const [slow] = smallTable([{ name: 'still (20000000 samples)', median: 5, min: 4, max: 6 }])
    .split('\n')
    .slice(2);
  expect(slow).toContain('still (20000000 samples)');
  expect(slow).toContain(' 0.200 |');
});

test('groups are written to their places; a page without any is rejected, and the message contains the comments', () => {
  const page = "# Top\n<!-- bench 'reading out': begin -->\nold\n<!-- bench 'reading out': end -->\nbelow\n";
  const written = withSmallTables(page, results);
  expect(written).toContain(smallTable(benchmarks));
  expect(written).not.toContain('old');
  expect(() => withSmallTables('# Top\n', results)).toThrow("put '<!-- bench 'elsewhere': begin -->'");
});

test('a benchmark that failed has no times, and is refused', () => {
  const page = "<!-- bench 'reading out': begin -->\n<!-- bench 'reading out': end -->\n";
  const failed = { name: 'broken', median: undefined, min: undefined, max: undefined } as unknown as SmallBenchmark;
  const files = [{ groups: [{ fullName: 'b.bench.ts > reading out', benchmarks: [...benchmarks, failed] }] }];
  expect(() => withSmallTables(page, { files })).toThrow("the benchmark 'broken' has no times");
});
