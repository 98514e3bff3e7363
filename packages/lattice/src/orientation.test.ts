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

test('another spindle and further crystals are told', () => {
  expect(parseOrientation(expt({ rotation_axis: [0, 1, 0] }), { wavelengthA: 1 }).warnings).toMatchObject([
    { id: 'other-spindle' },
  ]);
  expect(parseOrientation(xparm('-1.0 0.0 0.0'), { wavelengthA: 1, name: 'X' }).warnings).toEqual([
    { id: 'other-spindle', message: 'X: its spindle is not that of the simulation; set goniometer.axis to [0, 0, -1]' },
  ]);
  const two = JSON.parse(expt()) as { crystal: object[] };
  two.crystal.push(two.crystal[0] as object);
  expect(parseOrientation(JSON.stringify(two), { wavelengthA: 1 }).warnings).toMatchObject([
    { id: 'several-crystals' },
  ]);
});

test.each([
  ['{', 'is not an experiment list'],
  ['{}', 'expected a crystal with real_space_a'],
  [
    '{"crystal": [{"real_space_a": [1, 0, 0], "real_space_b": [0, 1, 0], "real_space_c": [1, 1, 0]}]}',
    'expected a unit cell',
  ],
  ['{"crystal": [{"real_space_a": [1, 0, "x"]}]}', 'expected a crystal'],
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
