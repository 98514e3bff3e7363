import { describeFormat } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { fixture } from '../files/fixtures.fixture';
import { formFactorOf } from './form-factor';
import { chargeOf } from './model';
import { readModel } from './read';

const small = new TextDecoder().decode(fixture('small.pdb'));
const read = (text: string) => readModel(new TextEncoder().encode(text), 'm.pdb');

test('atoms, displacements, cell and group of a PDB file', () => {
  const { value: model, warnings } = read(small);
  expect(warnings).toEqual([]);
  expect(model.cell).toEqual([21.4, 9.7, 14.2, 90, 104.5, 90]);
  expect(model.spaceGroup).toMatchObject({ number: 5, name: 'C 1 2 1' });
  expect(model.atoms.length).toBe(12);
  expect(model.atoms[2]).toEqual({ element: 'O', charge: 0, position: [8.7, 6.2, 12.8], occupancy: 0.5, b: 8 });
  expect(model.atoms[6]).toMatchObject({ element: 'I', charge: -1, b: 18, occupancy: 0.5 });
  expect(model.atoms[0]?.u?.map((x) => Math.round(x * 1e4))).toEqual([304, 418, 418, 38, -57, 19]);
});

test('the same model as mmCIF (written by gemmi)', () => {
  const [pdb, cif] = [read(small).value, readModel(fixture('small.cif'), 'm.cif').value];
  expect(cif.cell).toEqual(pdb.cell);
  expect(cif.spaceGroup).toEqual(pdb.spaceGroup);
  expect(cif.atoms.map(({ u, ...atom }) => atom)).toEqual(pdb.atoms.map(({ u, ...atom }) => atom));
  expect(cif.atoms.map(({ u }) => u?.map((x) => x.toFixed(4)))).toEqual(
    pdb.atoms.map(({ u }) => u?.map((x) => x.toFixed(4))),
  );
});

test('elements of old files come from the names of the atoms', () => {
  const atom = (name: string) =>
    read(
      `CRYST1   10.000   10.000   10.000  90.00  90.00  90.00 P 1\nATOM      1 ${name} ALA A   1       1.000   2.000   3.000`,
    ).value.atoms[0];
  expect(atom(' CA ')).toEqual({ element: 'C', charge: 0, position: [1, 2, 3], occupancy: 1, b: 0 });
  expect(atom('FE  ')?.element).toBe('Fe');
  expect(atom('HG11')?.element).toBe('H');
  expect(atom('1HB ')?.element).toBe('H');
});

test('the first of several models, and copies that are left out, are told', () => {
  const lines = small.split('\n');
  const models = `${lines[1]}\nMODEL        1\n${lines[2]}\nENDMDL\nMODEL        2\n${lines[4]}\nENDMDL\n`;
  expect(read(models)).toMatchObject({ value: { atoms: [{ element: 'C' }] }, warnings: [{ id: 'several-models' }] });
  const copies = `MTRIX1   2  0.500000 -0.866000  0.000000        0.00000\n${small}`;
  expect(read(copies).warnings.map(({ id }) => id)).toEqual(['strict-ncs']);
});

test.each([
  ['', 'm.pdb: expected a unit cell (CRYST1), found none'],
  ['CRYST1    1.000    1.000    1.000  90.00  90.00  90.00 P 1', 'CRYST1 holds no unit cell'],
  [
    'CRYST1   10.000   10.000   10.000  90.00  90.00  90.00 P 7',
    "expected the symbol of a space group, such as P 43 21 2, found 'P 7'",
  ],
  ['CRYST1   10.000   10.000   10.000  90.00  90.00  90.00 P 1', 'expected atoms (ATOM or HETATM records), found none'],
  [small.replace('   3.300', '   3.x00'), "m.pdb, line 5: expected y, found '3.x00'"],
  [small.replace('          SE', '          1 '), 'expected the symbol of an element'],
  ['data_x _a 1', 'expected atoms (_atom_site.Cartn_x …), found none'],
])('a faulty model is refused: %#', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('charges in their spellings', () => {
  expect(['2+', '+2', '2', '1-', '-1', '-', '', '?', '0'].map(chargeOf)).toEqual([2, 2, 2, -1, -1, -1, 0, 0, 0]);
});

test('form factors of atoms and ions add up to their electrons', () => {
  const electrons = (element: string, charge = 0) => formFactorOf(element, charge).a.reduce((sum, a) => sum + a, 0);
  for (const [element, charge, count] of [
    ['H', 0, 1],
    ['C', 0, 6],
    ['N', 0, 7],
    ['O', 0, 8],
    ['S', 0, 16],
    ['Se', 0, 34],
    ['I', 0, 53],
    ['I', -1, 54],
    ['Zn', 2, 28],
    ['Ca', 2, 18],
    ['Cf', 0, 98],
  ] as const) {
    expect(electrons(element, charge)).toBeCloseTo(count, 1);
  }
  expect(formFactorOf('C', 3)).toBe(formFactorOf('C'));
  expect(() => formFactorOf('Xx')).toThrow("no X-ray form factor for 'Xx'");
});

describeFormat('of models', {
  files: { pdb: small, cif: fixture('small.cif') },
  read: (bytes) => readModel(bytes, 'model').value,
  check: ({ atoms }) => expect(atoms.length).toBeGreaterThan(0),
  endsAnywhere: true,
});
