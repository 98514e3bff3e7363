import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

const model = fileURLToPath(new URL('../../../../reflections/fixtures/lysozyme_1vat.pdb.gz', import.meta.url));
const flags = [
  ...['--ncells', '4,4,4', '--shape', 'gauss-hkl', '--oversample', '1'],
  ...['--detpixels', '24', '--pixel', '1', '--distance', '130'],
];

test('a model without a resolution limit is refused, not ignored', async () => {
  const { code, err } = await finish(['simulate', '--model', model, ...flags]);
  expect(code).toBe(2);
  expect(err).toContain('give --dmin (A) beside --model');
});

test('the report and the explanation of several crystals name each entry', async () => {
  const file = here.put(
    'two.yaml',
    'seed: 3\nstructureFactors: { default: 50 }\ncrystals:\n' +
      '  - { cell: [22, 27, 31], misset: [12, -31, 48], cells: [6, 6, 6], shape: gauss-hkl, scale: 2.5 }\n' +
      '  - { cell: [24, 24, 33], misset: random, copies: 3, cells: [9, 7, 8], scale: 0.4 }\n',
  );
  const pixels = ['--detpixels', '16', '--pixel', '2', '--distance', '90', '--oversample', '1'];
  const { code, out, err } = await finish(['simulate', file, ...pixels, '-o', here.at('two.bin')]);
  expect(code, err).toBe(0);
  expect(out).toContain('crystals    4, entries from 0');
  expect(out).toContain('0         6 x 6 x 6 cells, gauss-hkl, 1 domain, scale 2.5');
  expect(out).toContain('1         9 x 7 x 8 cells, square, 1 domain, scale 0.4, 3 copies');
  const explained = (await finish(['explain', file, ...pixels])).out;
  expect(explained).toContain('crystals[0]: scale 2.5\n  orientation: 12 -31 48 deg about x, y, z');
  expect(explained).toContain('crystals[1], copy 3: scale 0.4');
});
