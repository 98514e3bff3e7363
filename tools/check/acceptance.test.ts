import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../steps.mjs';

const page = readFileSync(join(ROOT, 'docs/acceptance.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| [A-Za-z0-9]/.test(line) && !line.startsWith('| id '));

/** Expands `geometry/flat.test.ts` to packages/geometry/src/flat.test.ts; only paths in `tools` are complete. */
const fileOf = (short: string): string =>
  short.startsWith('tools/') ? join(ROOT, short) : join(ROOT, 'packages', short.replace('/', '/src/'));

/** Titles of tests that follow a file in the page, up to the next file. */
const named = [...page.matchAll(/`([\w-]+\/[\w/.-]+\.(?:test|bench)\.ts)`([^`\n]*)/g)].flatMap(
  ([, file = '', text = '']) => {
    const names = [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
    return names.length > 0 ? names.map((name) => ({ file, name })) : [{ file, name: '' }];
  },
);

const numbers = (prefix: string, last: number) =>
  Array.from({ length: last }, (_, i) => `${prefix}${String(i + 1).padStart(3, '0')}`);

test('every item of the list has a row, and every row has a text', () => {
  const ids = rows.map((row) => row.split('|')[1]?.trim());
  const expected = [
    ...numbers('', 29),
    ...numbers('GEO-', 6),
    ...numbers('SAM-', 3),
    ...numbers('ABS-', 1),
    ...numbers('STR-', 4),
    ...numbers('POL-', 1),
    ...numbers('BKG-', 1),
    ...numbers('NOISE-', 1),
    ...numbers('IO-', 4),
    ...numbers('SRC-', 3),
    'culling',
    ...numbers('PRE-', 2),
    ...numbers('ROI-', 1),
    ...numbers('FLU-', 1),
    ...numbers('STA-', 1),
    ...numbers('TOOLS-', 1),
    'STAGEA-PARAM-001',
    ...numbers('CLI-', 9),
    ...numbers('PERF-', 8),
    'GRAD',
    'GRAD-duality',
  ];
  expect(ids).toEqual(expected);
  for (const row of rows) expect(row.split('|')[3]?.trim(), row).not.toBe('');
});

test('the page contains names of tests', () => expect(named.length).toBeGreaterThan(80));

test.each(named)('$file "$name" exists', ({ file, name }) => {
  expect(existsSync(fileOf(file)), file).toBe(true);
  // An apostrophe may be escaped in the source.
  expect(readFileSync(fileOf(file), 'utf8').replaceAll("\\'", "'")).toContain(name);
});
