import { describeFormat } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { fixture } from '../files/fixtures.fixture';
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
  expect(model.atoms[2]).toEqual({
    ...{ element: 'O', charge: 0, position: [8.7, 6.2, 12.8], occupancy: 0.5, b: 8 },
    site: 'A/1/O',
  });
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

test('the ellipsoid of a single atom, which mmCIF writes without a loop', () => {
  const items = ['[1][1] 0.01', '[2][2] 0.02', '[3][3] 0.03', '[1][2] 0', '[1][3] 0', '[2][3] 0.004'];
  const loop = /^loop_\n(_atom_site_anisotrop\S+\n)+([^_#].*\n)+/m;
  const text = new TextDecoder().decode(fixture('small.cif'));
  expect(text).toMatch(loop);
  const single = `_atom_site_anisotrop.id 1\n${items.map((item) => `_atom_site_anisotrop.U${item}\n`).join('')}`;
  const [first, second] = readModel(new TextEncoder().encode(text.replace(loop, single)), 'm.cif').value.atoms;
  expect([first?.u, second?.u]).toEqual([[0.01, 0.02, 0.03, 0, 0, 0.004], undefined]);
});

test('elements of old files come from the names of the atoms', () => {
  const atom = (name: string) =>
    read(
      `CRYST1   10.000   10.000   10.000  90.00  90.00  90.00 P 1\nATOM      1 ${name} ALA A   1       1.000   2.000   3.000`,
    ).value.atoms[0];
  const place = { position: [1, 2, 3], occupancy: 1, b: 0, site: 'A/1/CA' };
  expect(atom(' CA ')).toEqual({ element: 'C', charge: 0, ...place });
  expect(atom('FE  ')?.element).toBe('Fe');
  expect(atom('HG11')?.element).toBe('H');
  expect(atom('1HB ')?.element).toBe('H');
});

test('the first of several models is read, atoms of unknown element are left out, and warnings report both', () => {
  const lines = small.split('\n');
  const models = `${lines[1]}\nMODEL        1\n${lines[2]}\nENDMDL\nMODEL        2\n${lines[4]}\nENDMDL\n`;
  expect(read(models)).toMatchObject({ value: { atoms: [{ element: 'C' }] }, warnings: [{ id: 'several-models' }] });
  const unknown = small.replace('          SE', '           X');
  expect(read(unknown)).toMatchObject({
    value: { atoms: { length: 11 } },
    warnings: [{ message: 'm.pdb: 1 atoms of unknown element (X) are left out' }],
  });
});

const CELL = 'CRYST1   20.000   30.000   40.000  90.00  90.00  90.00 P 1';
const ATOM = `ATOM      1  C   ALA A   1       1.000   2.000   3.000  1.00 10.00           C
ANISOU    1  C   ALA A   1      100    200    300     10     20     30       C`;
/** A quarter turn about z with a shift: x' = y, y' = -x, z' = z + 5. */
const QUARTER_TURN = (record: string) => `${record}1   2  0.000000  1.000000  0.000000        0.00000
${record}2   2 -1.000000  0.000000  0.000000        0.00000
${record}3   2  0.000000  0.000000  1.000000        5.00000`;

test('copies by strict non-crystallographic symmetry, with rotated ellipsoids', () => {
  const { value, warnings } = read(`${CELL}\n${QUARTER_TURN('MTRIX')}\n${ATOM}`);
  expect(warnings).toEqual([]);
  expect(value.atoms.map(({ position }) => position)).toEqual([
    [1, 2, 3],
    [2, -1, 8],
  ]);
  expect(value.atoms[1]?.u?.map((x) => Math.round(x * 1e4))).toEqual([200, 100, 300, -10, 30, -20]);
  const listed = QUARTER_TURN('MTRIX').replaceAll('00000\n', '00000    1\n').replace(/$/, '    1');
  expect(read(`${CELL}\n${listed}\n${ATOM}`).value.atoms.length).toBe(1);
  expect(() => read(`${CELL}\nMTRIX2   2  0.5 x\n${ATOM}`)).toThrow('rows 1 to 3 of a matrix');
});

test('coordinates on other axes are transformed to the standard frame', () => {
  const withScale = (...rows: string[]) =>
    read([CELL, ...rows.map((row, i) => `SCALE${i + 1}    ${row}        0.00000`), ATOM].join('\n'));
  const usual = withScale(
    '  0.050000  0.000000  0.000000',
    '  0.000000  0.033333  0.000000',
    '  0.000000  0.000000  0.025000',
  );
  expect([usual.value.atoms[0]?.position, usual.warnings]).toEqual([[1, 2, 3], []]);
  // In this frame a is along y and b along -x.
  const turned = withScale(
    '  0.000000  0.050000  0.000000',
    ' -0.033333  0.000000  0.000000',
    '  0.000000  0.000000  0.025000',
  );
  expect(turned.value.atoms[0]?.position.map((x) => Number(x.toFixed(3)))).toEqual([2, -1, 3]);
  const other = withScale(
    '  0.070000  0.000000  0.000000',
    '  0.000000  0.033333  0.000000',
    '  0.000000  0.000000  0.025000',
  );
  expect(other.value.atoms[0]?.position).toEqual([1, 2, 3]);
  expect(other.warnings.map(({ id }) => id)).toEqual(['scale-contradicts-cell']);
});

test('non-crystallographic copies and the axes of mmCIF files', () => {
  const text = new TextDecoder().decode(fixture('small.cif'));
  const shift = [
    '[1][1] 1',
    '[1][2] 0',
    '[1][3] 0',
    '[2][1] 0',
    '[2][2] 1',
    '[2][3] 0',
    '[3][1] 0',
    '[3][2] 0',
    '[3][3] 1',
  ];
  const oper = (code: string) =>
    [
      `_struct_ncs_oper.code ${code}`,
      ...shift.map((item) => `_struct_ncs_oper.matrix${item}`),
      ...['[1] 0', '[2] 0', '[3] 2.5'].map((item) => `_struct_ncs_oper.vector${item}`),
    ].join('\n');
  const atoms = (added: string) => readModel(new TextEncoder().encode(`${text}\n${added}\n`), 'm.cif').value.atoms;
  expect(atoms(oper('given')).length).toBe(12);
  expect(atoms(oper('given')).filter(({ u }) => u).length).toBeGreaterThan(0);
  const copied = atoms(oper('generate'));
  expect(copied.length).toBe(24);
  expect(copied[12]?.position[2]).toBe((copied[0]?.position[2] ?? 0) + 2.5);
});

test.each([
  ['', 'm.pdb: expected a unit cell (CRYST1), found none'],
  ['CRYST1    1.000    1.000    1.000  90.00  90.00  90.00 P 1', 'expected a unit cell in CRYST1, found'],
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

describeFormat('reader of models', {
  files: { pdb: small, cif: fixture('small.cif') },
  read: (bytes) => readModel(bytes, 'model').value,
  check: ({ atoms }) => expect(atoms.length).toBeGreaterThan(0),
  endsAnywhere: true,
});
