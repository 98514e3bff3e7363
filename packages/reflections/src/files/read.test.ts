import { describeFormat } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { operationsOfPointGroup } from './crystfel';
import { amplitudeTable, fixture } from './fixtures.fixture';
import { type ReadOptions, type ReflectionFile, readReflections } from './read';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const read = (text: string | Uint8Array, options?: ReadOptions) =>
  readReflections(typeof text === 'string' ? bytesOf(text) : text, 'file', options);

const mmcif = `data_r1abcsf
_cell.length_a 30
_cell.length_b 40
_cell.length_c 50
_cell.angle_alpha 90
_cell.angle_beta 100
_cell.angle_gamma 90
_symmetry.space_group_name_H-M 'P 1 21 1'
loop_
_refln.index_h
_refln.index_k
_refln.index_l
_refln.F_meas_au
_refln.pdbx_F_plus
_refln.pdbx_F_minus
_refln.intensity_meas
1 0 2 10.5(2) ? ? 16
1 2 3 7 8 6 49
2 2 3 ? ? ? -4
`;

test('text of h k l F is read unchanged', () => {
  const file = read('1 2 3 4.5\n');
  expect(file).toMatchObject({ format: 'hkl', listed: 1, taken: ['F'] });
  expect(Object.fromEntries(amplitudeTable(file.reflections))).toEqual({ '1 2 3': 4.5 });
});

test('a column of a list without columns, and a model in place of a list, are refused with the reason', () => {
  expect(read('1 2 3 4.5\n', { column: 'f' }).listed).toBe(1);
  expect(() => read('1 2 3 4.5\n', { column: 'FC' })).toThrow("text of h k l F has no column 'FC' to choose");
  expect(() => read('!FORMAT=XDS_ASCII    MERGE=FALSE\n 1 2 3 4.5 1\n')).toThrow('measured intensities of XDS');
  expect(() => read(fixture('small.pdb'))).toThrow(
    'file is a model, not a list of structure factors: give it as one (--model)',
  );
});

test('MTZ: separate Friedel mates are preferred, other columns are chosen by label or type', () => {
  const file = read(fixture('pairs.mtz'));
  expect(file).toMatchObject({
    format: 'mtz',
    listed: 3,
    taken: ['F(+)', 'F(-)'],
    cell: [30, 40, 50, 90, 100, 90],
    wavelengthA: 1.5,
  });
  expect(file.spaceGroup).toMatchObject({ number: 4, name: 'P 1 21 1' });
  expect(Object.fromEntries(amplitudeTable(file.reflections))).toEqual({
    '1 0 0': 11,
    '-1 0 0': 11,
    '0 2 0': 3.25,
    '0 -2 0': 3.25,
    '-1 2 3': 7.5,
    '1 2 -3': 7.5,
    '1 -2 -3': 7.5,
    '-1 -2 3': 7.5,
  });
  const byLabel = (column: string) => amplitudeTable(read(fixture('pairs.mtz'), { column }).reflections);
  expect(byLabel('F').get('-1 2 3')).toBe(7);
  expect(byLabel('f(-)').get('-1 2 3')).toBe(7.5);
  expect(byLabel('J').get('1 0 0')).toBeCloseTo(Math.sqrt(110), 6);
  expect(byLabel('J').has('0 2 0')).toBe(false);
  expect(() => byLabel('FOM')).toThrow(
    "file: no column 'FOM' of amplitudes or intensities; it has F (F), F(+) (G), F(-) (G), IMEAN (J)",
  );
});

test('MTZ: a number that marks absent values, and ISYM in merged data', () => {
  const header = (from: string, to: string) => {
    const text = Buffer.from(fixture('pairs.mtz')).toString('latin1');
    expect(text).toContain(from);
    return Uint8Array.from(Buffer.from(text.replace(from, to), 'latin1'));
  };
  const marked = header('VALM NAN ', 'VALM 3.25');
  expect(amplitudeTable(read(marked, { column: 'F(+)' }).reflections).has('0 2 0')).toBe(false);
  expect(read(header('SIGF                           Q', 'ISYM                           Y')).listed).toBe(3);
  expect(() => read(header('SIGF                           Q', 'M/ISYM                         Y'))).toThrow(
    'unmerged',
  );
});

test('mmCIF: reflections with a rejecting status are left out', () => {
  const listed = (tag: string) =>
    `data_x\n_symmetry.Int_Tables_number 1\nloop_ _refln.index_h _refln.index_k _refln.index_l _refln.F_meas_au ${tag}
1 0 0 5 o\n2 0 0 6 f\n3 0 0 7 x\n4 0 0 8 -\n5 0 0 9 <\n`;
  const file = read(listed('_refln.status'));
  expect(file.listed).toBe(3);
  expect([...amplitudeTable(file.reflections).keys()]).toEqual([
    '-1 0 0',
    '-2 0 0',
    '-5 0 0',
    '1 0 0',
    '2 0 0',
    '5 0 0',
  ]);
});

test('mmCIF: the first of several blocks or the one with the column is read, with the cell and group of the first', () => {
  const second = 'data_r1abcAsf\nloop_ _refln.index_h _refln.index_k _refln.index_l _refln.F_calc\n1 2 3 5\n';
  expect(read(mmcif + second)).toMatchObject({ title: 'r1abcsf', blocks: ['r1abcsf', 'r1abcAsf'] });
  expect(read(mmcif + second, { column: 'f_calc' })).toMatchObject({
    title: 'r1abcAsf',
    taken: ['F_calc'],
    cell: [30, 40, 50, 90, 100, 90],
    reflections: { count: 4 },
  });
  expect(() => read(mmcif + second, { column: 'FOM' })).toThrow("no column 'FOM'");
});

test('mmCIF: pairs are preferred, missing values left out, and intensities converted to amplitudes', () => {
  const file = read(mmcif);
  expect(file).toMatchObject({ format: 'mmcif', listed: 3, title: 'r1abcsf', taken: ['pdbx_F_plus', 'pdbx_F_minus'] });
  const pairs = amplitudeTable(file.reflections);
  expect([pairs.get('1 2 3'), pairs.get('-1 2 -3'), pairs.get('-1 -2 -3'), pairs.get('1 -2 3'), pairs.size]).toEqual([
    8, 8, 6, 6, 4,
  ]);
  expect(amplitudeTable(read(mmcif, { column: 'F_meas_au' }).reflections).get('-1 0 -2')).toBe(10.5);
  expect(amplitudeTable(read(mmcif, { column: 'J' }).reflections).get('2 2 3')).toBe(0);
});

test('small-molecule CIF with listed operations', () => {
  const file = read(`data_x
_symmetry_space_group_name_H-M 'P -1'
loop_
_symmetry_equiv_pos_as_xyz
x,y,z
-x,-y,-z
loop_ _refln_index_h _refln_index_k _refln_index_l _refln_F_squared_calc
1 2 3 81
`);
  expect(file.spaceGroup).toMatchObject({ number: 2, name: 'P -1' });
  expect(Object.fromEntries(amplitudeTable(file.reflections))).toEqual({ '1 2 3': 9, '-1 -2 -3': 9 });
});

const crystfel = `CrystFEL reflection list version 2.0
Symmetry: 422
   h    k    l          I    phase   sigma(I)   nmeas
   3    1    2     144.00        -       3.00      12
  -3   -1   -2     121.00        -       3.00      12
   2    0    0      -5.00        -       3.00      12
End of reflections
Generated by CrystFEL
`;

test('CrystFEL lists merged under a point group, with separate Friedel mates', () => {
  const file = read(crystfel);
  expect(file).toMatchObject({ format: 'crystfel', pointGroup: '422', listed: 3 });
  const found = amplitudeTable(file.reflections);
  expect([
    found.get('3 1 2'),
    found.get('1 -3 2'),
    found.get('-3 -1 -2'),
    found.get('-1 3 -2'),
    found.get('0 2 0'),
    found.size,
  ]).toEqual([12, 12, 11, 11, 0, 20]);
});

test('CrystFEL lists of old versions have no heading', () => {
  const file = read('  h   k   l          I    phase   sigma(I)  counts  fs/px  ss/px\n 1 0 0 4 - 1 1 0 0\n');
  expect(Object.fromEntries(amplitudeTable(file.reflections))).toEqual({ '1 0 0': 2, '-1 0 0': 2 });
});

test.each([
  ['1', 1],
  ['-1', 2],
  ['2', 2],
  ['2/m', 4],
  ['222', 4],
  ['mm2', 4],
  ['mmm', 8],
  ['4', 4],
  ['-4', 4],
  ['4/m', 8],
  ['422', 8],
  ['4mm', 8],
  ['-42m', 8],
  ['-4m2', 8],
  ['4/mmm', 16],
  ['3_R', 3],
  ['32_R', 6],
  ['-3m_R', 12],
  ['3_H', 3],
  ['321_H', 6],
  ['312_H', 6],
  ['3m1_H', 6],
  ['31m_H', 6],
  ['-3m1_H', 12],
  ['6/mmm', 24],
  ['622', 12],
  ['-62m', 12],
  ['-6m2', 12],
  ['23', 12],
  ['m-3', 24],
  ['432', 24],
  ['-43m', 24],
  ['m-3m', 48],
  ['2_uab', 2],
  ['2/m_uaa', 4],
])('point group %s has %i operations', (symmetry, count) => {
  expect(operationsOfPointGroup(symmetry, 'x').length).toBe(count);
});

test('the unique axis may differ from c', () => {
  const rotation = (symmetry: string) =>
    operationsOfPointGroup(symmetry, 'x')[1]?.rotation.filter((_, i) => i % 4 === 0);
  expect([rotation('2'), rotation('2_uab'), rotation('2_uaa')]).toEqual([
    [-1, -1, 1],
    [-1, 1, -1],
    [1, -1, -1],
  ]);
});

test.each([
  [mmcif.replace("'P 1 21 1'", '?'), 'expected a space group'],
  [mmcif.replace('1 0 2 10', '1 x 2 10'), 'reflection 1 has no whole index k'],
  [mmcif.replace('1 0 2 10', '1 0 2000 10'), 'expected l to be a whole number between -1024 and 1024, found 2000'],
  ['data_x _a 1', 'expected reflections (_refln.index_h …), found none'],
  [crystfel.replace('422', '522'), "expected a point group such as 4/mmm, found '522'"],
  [crystfel.replace('   3    1', '   3    x'), "file, line 4: expected h k l I, found '3    x"],
  ['# nothing', 'not enough HKL indices'],
])('a faulty file is refused: %#', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('the size limit applies to every format', () => {
  for (const text of [mmcif, crystfel, '1 2 3 4\n', fixture('pairs.mtz')])
    expect(() => read(text, { maxBytes: 7 })).toThrow('at most 7');
});

const text = '# h k l F\n1 2 3 40.5\n-1,-2,-3,7e2 0.1\r\n4.0 5 6 8 ! end\n10 20 30 40\n';
const someReflections = ({ reflections }: ReflectionFile) => expect(reflections.count).toBeGreaterThan(0);

test('texts that are too long for one string are refused', () => {
  const file = new Uint8Array(2 ** 29);
  file.set(bytesOf('data_x\n'));
  expect(() => read(file)).toThrow('file has 536870912 bytes; up to');
});

describeFormat('reader of reflections of any format', {
  files: { mmcif, crystfel, text, mtz: fixture('pairs.mtz') },
  read: (bytes) => read(bytes),
  check: someReflections,
  endsAnywhere: true,
  broken: {
    'a box of a billion reflections': '1024 1024 1024 1\n-1025 0 0 1\n',
    'an index that is not a number': 'nan 0 0 1\n',
    'a loop that never ends': `${mmcif}1 2`,
  },
});
