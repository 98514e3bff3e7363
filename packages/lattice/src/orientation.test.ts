import { type Mat3, type Vec3, vector } from '@braggsim/core';
import { describeFormat } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { parseOrientation } from './orientation';

/** Axes of a skew cell in the lab frame of MOSFLM, A. */
const direct: readonly Vec3[] = [
  [70.1, 20.3, 5.5],
  [-18.2, 60.4, 12.9],
  [3.1, -7.7, 45.2],
];
const dials = direct.map(([x, y, z]) => [z, y, -x]);
const xds = direct.map(([x, y, z]) => [z, -y, x]);

const expt = (more: object = {}) =>
  JSON.stringify({
    __id__: 'ExperimentList',
    crystal: [{ __id__: 'crystal', real_space_a: dials[0], real_space_b: dials[1], real_space_c: dials[2] }],
    goniometer: [
      {
        rotation_axis: [1, 0, 0],
        fixed_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        setting_rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
        ...more,
      },
    ],
  });
const xparm = (axis = '1.000000  0.000000  0.000000') => ` XPARM.XDS    VERSION Jan 31, 2020
     1        0.0000    0.5000  ${axis}
       1.000000       0.000000       0.000000       1.000000
     1     73.1880     64.4000     46.0000  90.000  91.000  92.000
${xds.map((row) => row.map((x) => x.toFixed(6).padStart(15)).join('')).join('\n')}
         1      1024      1024    0.172000    0.172000
     512.500000     512.500000     160.000000
       1.000000       0.000000       0.000000
       0.000000       1.000000       0.000000
       0.000000       0.000000       1.000000
         1         1      1024         1      1024
`;

/** a.a* and so on: the identity, times the wavelength. */
const products = (m: Mat3) => {
  const columns: readonly Vec3[] = [
    [m[0], m[3], m[6]],
    [m[1], m[4], m[7]],
    [m[2], m[5], m[8]],
  ];
  return direct.flatMap((edge) => columns.map((column) => vector.dot(edge, column)));
};
const identity = (size: number) => [size, 0, 0, 0, size, 0, 0, 0, size];

test.each([
  ['.expt', expt()],
  ['XPARM.XDS', xparm()],
])('the reciprocal vectors of %s, in wavelengths', (_name, text) => {
  for (const wavelengthA of [1, 0.7]) {
    const { value, warnings } = parseOrientation(text, { wavelengthA });
    for (const [i, product] of products(value).entries())
      expect(product).toBeCloseTo(identity(wavelengthA)[i] as number, 9);
    expect(warnings).toEqual([]);
  }
});

test('rotations of the goniometer come after the crystal', () => {
  // A quarter turn about z of DIALS, then one about x.
  const { value } = parseOrientation(
    expt({ fixed_rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1], setting_rotation: [1, 0, 0, 0, 0, -1, 0, 1, 0] }),
    { wavelengthA: 1 },
  );
  const plain = parseOrientation(expt(), { wavelengthA: 1 }).value;
  const first = (m: Mat3): Vec3 => [m[6], m[3], -m[0]];
  const [x, y, z] = first(plain);
  const turned = [-y, -z, x];
  for (const [i, component] of first(value).entries()) expect(component).toBeCloseTo(turned[i] as number, 12);
});

test('axes of a goniometer with several: those below the scan axis turn the crystal, those above all of it', () => {
  const half = Math.SQRT1_2;
  const axes = [
    [1, 0, 0],
    [0, 0, 1],
    [0, half, half],
    [0, 0, 1],
  ];
  const {
    fixed_rotation: _,
    setting_rotation: __,
    rotation_axis: ___,
    ...list
  } = { ...JSON.parse(expt()).goniometer[0] };
  const goniometer = [
    { ...list, axes, angles: [0, 90, 77, 90], names: ['phi', 'kappa', 'omega', 'theta'], scan_axis: 2 },
  ];
  const { value, warnings } = parseOrientation(JSON.stringify({ ...JSON.parse(expt()), goniometer }), {
    wavelengthA: 1,
  });
  // A quarter turn about z of DIALS and another about the same.
  const same = parseOrientation(
    expt({ fixed_rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1], setting_rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1] }),
    { wavelengthA: 1 },
  );
  for (const [i, x] of value.entries()) expect(x).toBeCloseTo(same.value[i] as number, 12);
  // The scan axis, a quarter turn about z on: (-1, 0, 1) / sqrt 2 of DIALS, (-z, y, x) of which MOSFLM has.
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringContaining('set goniometer.axis to [-0.70711, 0, -0.70711]'),
  ]);
});

test('in the lab frame of DIALS, an orientation has its own axes', () => {
  const lab = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } as const;
  const options = { wavelengthA: 1, lab, turnMatrix: true, spindle: [1, 0, 0] } as const;
  const { value, warnings } = parseOrientation(expt(), options);
  expect(warnings).toEqual([]);
  const edges = dials as unknown as readonly Vec3[];
  const column = (i: number): Vec3 => [value[i] as number, value[i + 3] as number, value[i + 6] as number];
  for (const [i, edge] of edges.entries()) {
    for (const j of [0, 1, 2]) expect(vector.dot(edge, column(j))).toBeCloseTo(i === j ? 1 : 0, 12);
  }
  const mosflm = parseOrientation(expt(), { wavelengthA: 1 }).value;
  const turned = parseOrientation(mosflm.join(' '), options).value;
  for (const [i, x] of turned.entries()) expect(x).toBeCloseTo(value[i] as number, 12);
  const xds = parseOrientation(xparm(), options).value;
  for (const [i, x] of xds.entries()) expect(x).toBeCloseTo(value[i] as number, 8);
});

test('a MOSFLM matrix is taken as it is', () => {
  const { value } = parseOrientation('1 0 0\n0 2 0\n0 0 4\n', { wavelengthA: 0.5 });
  expect(value).toEqual([1, 0, 0, 0, 2, 0, 0, 0, 4]);
});

test('another spindle and further crystals are reported', () => {
  expect(parseOrientation(expt({ rotation_axis: [0, 1, 0] }), { wavelengthA: 1 }).warnings).toMatchObject([
    { id: 'other-spindle' },
  ]);
  expect(parseOrientation(xparm('-1.0 0.0 0.0'), { wavelengthA: 1, name: 'X' }).warnings).toEqual([
    { id: 'other-spindle', message: 'X: its spindle is not that of the simulation; set goniometer.axis to [0, 0, -1]' },
  ]);
  const two = JSON.parse(expt()) as { crystal: object[] };
  two.crystal.push(two.crystal[0] as object);
  expect(parseOrientation(JSON.stringify(two), { wavelengthA: 1 }).warnings).toMatchObject([
    { id: 'several-crystals', message: 'orientation holds 2 crystals; the first one is used' },
  ]);
});

const one = (text: string) => parseOrientation(text, { wavelengthA: 1 });
const withBeam = (beam: unknown) => JSON.stringify({ ...JSON.parse(expt()), beam });
/** A quarter turn of DIALS that takes the direction -x to -z. */
const TO_BEAM = { fixed_rotation: [0, 0, -1, 0, 1, 0, 1, 0, 0] };

test('the smallest rotation takes the beam of a list to that of the simulation, with crystal and spindle', () => {
  const { value, warnings } = one(withBeam([{ direction: [3, 0, 0] }]));
  for (const [i, x] of one(expt(TO_BEAM)).value.entries()) expect(value[i]).toBeCloseTo(x, 12);
  // The spindle x of DIALS becomes its z, which is -x of MOSFLM.
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('goniometer.axis to [-1, 0, 0]')]);
  const followed = parseOrientation(withBeam([{ direction: [3, 0, 0] }]), { wavelengthA: 1, beam: [0, 0, -1] });
  expect(followed.warnings).toEqual([]);
  for (const [i, x] of one(expt()).value.entries()) expect(followed.value[i]).toBeCloseTo(x, 12);
});

test.each([
  ['a beam that is no list', { direction: [3, 0, 0] }],
  ['an empty list of beams', []],
  ['a direction of no length', [{ direction: [0, 0, 0] }]],
  ['a direction of two numbers', [{ direction: [3, 0] }]],
  ['a direction with a text', [{ direction: [3, 0, '0'] }]],
  ['a direction of texts and null', [{ direction: ['3', null, 0] }]],
])('%s says nothing of the beam', (_, beam) => {
  expect(one(withBeam(beam))).toEqual(one(expt()));
});

test.each([
  ['a rotation of eight numbers', { fixed_rotation: [0, -1, 0, 1, 0, 0, 0, 0] }],
  ['a rotation of ten numbers', { fixed_rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1, 0] }],
  ['a rotation with a text', { fixed_rotation: [0, -1, 0, 1, 0, 0, 0, 0, '1'] }],
  ['axes without angles', { axes: [[0, 0, 1]], scan_axis: 0 }],
  [
    'an axis of two numbers',
    {
      axes: [
        [0, 0, 1],
        [0, 1],
      ],
      angles: [90, 0],
      scan_axis: 1,
    },
  ],
])('%s does not turn the crystal', (_, more) => {
  expect(one(expt(more))).toEqual(one(expt()));
});

test('the setting rotation turns the spindle, too', () => {
  const { warnings } = one(expt({ setting_rotation: [0, -1, 0, 1, 0, 0, 0, 0, 1] }));
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('goniometer.axis to [0, 1, 0]')]);
});

test('a matrix is rotated only where both the lab frame and the rotation are asked for', () => {
  const lab = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] } as const;
  const matrix = '1 2 3\n0 4 5\n0 0 6\n';
  const asIs = [1, 2, 3, 0, 4, 5, 0, 0, 6];
  expect(parseOrientation(matrix, { wavelengthA: 1, lab }).value).toEqual(asIs);
  expect(parseOrientation(matrix, { wavelengthA: 1, turnMatrix: true }).value).toEqual(asIs);
  expect(parseOrientation(matrix, { wavelengthA: 1, lab, turnMatrix: true }).value).not.toEqual(asIs);
});

const mosflm = (cell: string, between = '') =>
  ` 0.02 0 0\n 0 0.016666667 0\n 0 0 0.014285714\n${between} 0 0 0\n 1 0 0\n 0 1 0\n 0 0 1\n${between} ${cell}\n 0 0 0\n`;

test.each([
  [0.5, '50.0 60.0  70.0 90 90 90', '50 x 60 x 70 A; they agree at a wavelength of 1 A'],
  [0.5, '50.0 60.0  70.4 90 90 90', '50 x 60 x 70.4 A; no wavelength makes them agree'],
  [0.5, '25.0 30.0  35.1 90 90 90', '25 x 30 x 35.1 A; no wavelength makes them agree'],
])('at %d A, the cell %s of a MOSFLM file is not that of its matrix', (wavelengthA, cell, found) => {
  for (const between of ['', '# a comment\n   ! another\n\n   \n']) {
    const { warnings } = parseOrientation(mosflm(cell, between), { wavelengthA, name: 'M' });
    expect(warnings).toEqual([
      {
        id: 'matrix-and-cell',
        message: `M: its matrix at 0.5 A is that of a cell of 25 x 30 x 35 A, and its cell line says ${found}`,
      },
    ]);
  }
});

test.each([
  '50 60 70 90 90 90',
  '50.01 60.01 70.01 90 90 90',
  '',
  '99 60 70 90 90',
  '99 60 70 90 90 0',
  '99 60 70 90 -90 90',
  '99 60 x 90 90 90',
  '99 60 70 90 90 90 90',
])('the line %j of a MOSFLM file contradicts nothing', (cell) => {
  expect(one(mosflm(cell)).warnings).toEqual([]);
});

test.each([
  ['{', 'is not an experiment list'],
  ['{}', 'expected a crystal with real_space_a'],
  [
    '{"crystal": [{"real_space_a": [1, 0, 0], "real_space_b": [0, 1, 0], "real_space_c": [1, 1, 0]}]}',
    'expected a unit cell',
  ],
  ['{"crystal": [{"real_space_a": [1, 0, "x"]}]}', 'expected a crystal'],
  ['{"crystal": [{"real_space_a": [9, 0, 0], "real_space_b": [0, 9, 0], "real_space_c": [0, 0, 9, 0]}]}', 'found none'],
  ['{"crystal": [{"real_space_a": [9, 0, 0], "real_space_b": [0, 9, null], "real_space_c": [0, 0, 9]}]}', 'found none'],
  ['{"crystal": {}}', 'expected a crystal'],
  ['1 2 3 {', "found '{'"],
  [' XPARM.XDS VERSION\n1 2 3', 'expected the vectors a, b and c'],
  ['nothing', "expected a number of the orientation matrix, found 'nothing'"],
])('%j is refused', (text, message) => {
  expect(() => parseOrientation(text, { wavelengthA: 1 })).toThrow(message);
});

describeFormat('of orientations', {
  files: {
    '.expt': expt(),
    'XPARM.XDS': xparm(),
    '.mat': '# A\n0.01 0 0\n0 .02 0\r\n0 0 3e-2\n  0.0 0.0 0.0\n',
  },
  read: (bytes) => parseOrientation(new TextDecoder().decode(bytes), { wavelengthA: 1 }),
  check: ({ value }) => expect(value.every(Number.isFinite)).toBe(true),
  endsAnywhere: true,
});
