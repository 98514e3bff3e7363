import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../steps.mjs';

const page = readFileSync(join(ROOT, 'docs/acceptance.md'), 'utf8');
const rows = page.split('\n').filter((line) => /^\| [A-Za-z0-9]/.test(line) && !line.startsWith('| id '));

/** `geometry/flat.test.ts` stands for packages/geometry/src/flat.test.ts; only `tools` is written in full. */
const fileOf = (short: string): string =>
  short.startsWith('tools/') ? join(ROOT, short) : join(ROOT, 'packages', short.replace('/', '/src/'));

/** Tests named after a file, up to the next file. */
const named = [...page.matchAll(/`([\w-]+\/[\w/.-]+\.(?:test|bench)\.ts)`([^`\n]*)/g)].flatMap(
  ([, file = '', text = '']) => {
    const names = [...text.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
    return names.length > 0 ? names.map((name) => ({ file, name })) : [{ file, name: '' }];
  },
);

const numbers = (prefix: string, last: number) =>
  Array.from({ length: last }, (_, i) => `${prefix}${String(i + 1).padStart(3, '0')}`);

test('every item of the list has a row, and every row says something', () => {
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

test('the page names tests', () => expect(named.length).toBeGreaterThan(80));

test.each(named)('$file "$name" is there', ({ file, name }) => {
  expect(existsSync(fileOf(file)), file).toBe(true);
  // As it is written in the source, where an apostrophe may be escaped.
  expect(readFileSync(fileOf(file), 'utf8').replaceAll("\\'", "'")).toContain(name);
});
