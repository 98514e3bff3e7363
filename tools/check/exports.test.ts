import { expect, test } from 'vitest';
import { MAX_EXPORTS, packageEntries } from './exports';

const entries = packageEntries();

test('the exports of every entry equal the stored list (vitest -u updates it)', async () => {
  const list = entries.map(({ name, names }) => `${name}\n${names.map((one) => `  ${one}\n`).join('')}`).join('\n');
  await expect(list).toMatchFileSnapshot('exports.txt');
});

test.each(entries)('$name has few exports, each named', ({ names, exportsAll }) => {
  expect(exportsAll).toBe(false);
  expect(names.length).toBeGreaterThan(0);
  expect(names.length).toBeLessThanOrEqual(MAX_EXPORTS);
});

test.each(entries)('$name begins with its purpose and an example', ({ documented }) => expect(documented).toBe(true));
