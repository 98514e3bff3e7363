import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from '../steps.mjs';
import { code, defaultText, table, valueText } from './markdown';
import { PAGES } from './pages';

test.each(Object.entries(PAGES))('%s agrees with its tables', async (path, write) => {
  const hint = 'update it: npx tsx --conditions=source tools/reference-pages/write.ts';
  expect(readFileSync(join(ROOT, path), 'utf8'), hint).toBe(await write());
});

test('the pages contain known entries of the tables', async () => {
  const text = async (name: string) => (await PAGES[`docs/reference/${name}.md`]?.()) ?? '';
  expect(await text('flags')).toMatch(/^\| `--wavelength` .*Å/m);
  expect(await text('flags')).toMatch(/^\| `-pixel`, `-pixel_size` \| `x` \| mm \|/m);
  expect(await text('fields')).toMatch(/^\| `detector\.distanceMm` \| number above 0 \| mm \|/m);
  expect(await text('fields')).toContain('### `readout: digitize`');
  expect(await text('formats')).toMatch(/^\| `smv` \| `\.img`, `\.smv` \| yes \| yes \|/m);
  expect(await text('support')).toMatch(/^\| `precision: double` \| double \| double \| refused: /im);
});

describe('text of tables', () => {
  test('bars and line ends in cells are escaped', () => {
    expect(table(['a', 'b'], [['x|y', 'one\n  two']])).toBe('| a | b |\n| --- | --- |\n| x\\|y | one two |');
  });

  test.each([
    [{ type: 'number', min: 0, exclusiveMin: true }, 'number above 0'],
    [{ type: 'integer', min: 1, max: 8, options: ['auto'] }, 'integer from 1 to 8, or `auto`'],
    [{ type: 'enum', options: ['a', 'b'] }, 'one of `a`, `b`'],
    [{ type: 'numbers', count: 2, nullableEntries: true }, '2 numbers, any of them `null`'],
    [{ type: 'numbers', count: [1, 3] }, '1 or 3 numbers'],
    [{ type: 'numberLists', count: 4 }, 'lists of 4 numbers'],
    [{ type: 'boolean' }, 'yes or no'],
  ] as const)('values of %o', (parameter, expected) => {
    expect(valueText({ ...parameter, doc: '' })).toBe(expected);
  });

  test('defaults are written as in an experiment file', () => {
    expect(defaultText({ type: 'numbers', default: [1, 2], doc: '' })).toBe('`[1, 2]`');
    expect(defaultText({ type: 'number', doc: '' })).toBe('');
    expect(code('')).toBe('');
  });
});
