import { type Mat3, vector } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { drawnRotation, type Orientation, orientedCell } from './index';
import { matrixText } from './matrix-text';
import { matrixSource } from './source';

const sourceOf = (text: string, wavelengthA = 1) => matrixSource(text, 'keys', { wavelengthA, form: 'exact' });
const made = (text: string) => sourceOf(text).make(0, 1);

/** Expects reciprocal vectors, rows of which are given. */
function expectAxes({ axes }: Orientation, expected: readonly (readonly number[])[]): void {
  for (const [i, row] of expected.entries()) {
    for (const [j, x] of row.entries()) expect(axes[i]?.[j], `${'abc'[i]}*`).toBeCloseTo(x, 12);
  }
}

const CELL = 'CELL 10 20 40 90 90 90';
const ALONG = [
  [0.1, 0, 0],
  [0, 0.05, 0],
  [0, 0, 0.025],
];

describe('keywords', () => {
  test('CELL is in the standard setting, whatever case and separators, and comments count for nothing', () => {
    for (const text of [CELL, '# first\n\n  cell 10,20, 40 90 90 90 ! last', '! one\nCELLS\t10 20 40\t90 90 90\n']) {
      const { make, drawn, wavelengthA, warnings } = sourceOf(text);
      expect([drawn, wavelengthA, warnings]).toEqual([false, undefined, []]);
      expectAxes(make(3, 9), ALONG);
      expect(make(0, 1).rotation).toEqual(vector.IDENTITY);
      for (const [i, x] of [10, 20, 40, 90, 90, 90].entries()) expect(make(0, 1).cell[i]).toBeCloseTo(x, 12);
    }
  });

  test('WAVE says the wavelength; the last line counts', () => {
    expect(sourceOf(`${CELL}\nWAVE 1.5\nWAVELENGTH 0.9`).wavelengthA).toBe(0.9);
  });

  test.each<[string, readonly (readonly number[])[]]>([
    [
      'MISSET 90 0 0',
      [
        [0.1, 0, 0],
        [0, 0, 0.05],
        [0, -0.025, 0],
      ],
    ],
    // About x, then y, then z of the laboratory.
    [
      'MISSET 90 90 0',
      [
        [0, 0, -0.1],
        [0.05, 0, 0],
        [0, -0.025, 0],
      ],
    ],
    [
      'MISSET 0 0 90',
      [
        [0, 0.1, 0],
        [-0.05, 0, 0],
        [0, 0, 0.025],
      ],
    ],
    // The rotation of the last line comes first.
    [
      'MISSET 90 0 0\nMISSET 0 0 90',
      [
        [0, 0, 0.1],
        [-0.05, 0, 0],
        [0, -0.025, 0],
      ],
    ],
    [
      'MISSET 10 20 30\nUMAT 0 0 1 1 0 0 0 1 0',
      [
        [0, 0.1, 0],
        [0, 0, 0.05],
        [0.025, 0, 0],
      ],
    ],
    [
      'MISSET 0 0 90\nCELL 5 20 40 90 90 90',
      [
        [0, 0.2, 0],
        [-0.05, 0, 0],
        [0, 0, 0.025],
      ],
    ],
    [
      'MATRIX 0 0 .1 .2 0 0 0 .3 0',
      [
        [0, 0.2, 0],
        [0, 0, 0.3],
        [0.1, 0, 0],
      ],
    ],
    [
      'MATRIX 0 0 .1 .2 0 0 0 .3 0\nMISSET 0 0 90',
      [
        [0, 0, 0.2],
        [0, -0.3, 0],
        [0.1, 0, 0],
      ],
    ],
    [
      'MATRIX 0 0 .1 .2 0 0 0 .3 0\nCELL 10 20 40 90 90 90',
      [
        [0, 0.1, 0],
        [0, 0, 0.05],
        [0.025, 0, 0],
      ],
    ],
    [
      'MISSET 0 0 90\nMATRIX .1 0 0 0 .2 0 0 0 .3',
      [
        [0.1, 0, 0],
        [0, 0.2, 0],
        [0, 0, 0.3],
      ],
    ],
  ])('%j', (lines, expected) => {
    expectAxes(made(`${CELL}\n${lines}`), expected);
  });

  test('MATRIX gives cell and rotation; a left-handed one has a mirror in its rotation', () => {
    const { cell, rotation } = made('MATRIX 0 0 .1 .2 0 0 0 .4 0');
    for (const [i, x] of [5, 2.5, 10, 90, 90, 90].entries()) expect(cell[i]).toBeCloseTo(x, 12);
    for (const [i, x] of [0, 0, 1, 1, 0, 0, 0, 1, 0].entries()) expect(rotation[i]).toBeCloseTo(x, 12);
    expect(rotation.some((x) => Object.is(x, -0))).toBe(false);
    const left = made('MATRIX 0 0 .1 -.2 0 0 0 .4 0');
    expect(vector.determinant(left.rotation)).toBeCloseTo(-1, 12);
    expect(left.cell[0]).toBeCloseTo(5, 12);
  });

  test('MATRIX of a skew cell gives its lengths and angles', () => {
    const skew = made('CELL 11 12 13 75 85 95');
    const numbers = vector.fromColumns(skew.axes).join(' ');
    for (const [i, x] of [11, 12, 13, 75, 85, 95].entries())
      expect(made(`MATRIX ${numbers}`).cell[i]).toBeCloseTo(x, 9);
  });

  test('RANDOM draws by seed, number of the matrix and line', () => {
    const { make, drawn } = sourceOf(`${CELL}\nRANDOM`);
    expect(drawn).toBe(true);
    expect(make(2, 5)).toEqual(make(2, 5));
    const others = [make(2, 6), make(3, 5), sourceOf(`${CELL}\nRANDOM\nRANDOM`).make(2, 5)];
    for (const other of others) expect(other.rotation).not.toEqual(make(2, 5).rotation);
    expect(vector.determinant(make(2, 5).rotation)).toBeCloseTo(1, 12);
    const own = sourceOf(`${CELL}\nRANDOM 180 8`);
    expect(own.make(2, 5)).toEqual(own.make(2, 6));
    expect(own.make(2, 5).rotation).toEqual(sourceOf(`${CELL}\nRANDOM 180`).make(2, 8).rotation);
  });

  test('RANDOM with an angle rotates by less', () => {
    const angleOf = (m: Mat3) => (Math.acos(Math.min(1, (m[0] + m[4] + m[8] - 1) / 2)) * 180) / Math.PI;
    const { make } = sourceOf(`${CELL}\nRANDOM 5`);
    const angles = Array.from({ length: 40 }, (_, i) => angleOf(make(i, 1).rotation));
    expect(Math.max(...angles)).toBeLessThan(5);
    expect(Math.max(...angles)).toBeGreaterThan(4);
    expect(made(`${CELL}\nRANDOM 0`).rotation).toEqual(vector.IDENTITY);
  });

  test.each([
    ['CELL 10 20 40 90 90', "keys, line 1: CELL takes a b c alpha beta gamma, not '10 20 40 90 90'"],
    ['CELL 10 20 40 90 90 90 90', 'CELL takes a b c'],
    ['CELL 10 20 40 90 90 x', 'CELL takes a b c'],
    ['CELL 10 20 -40 90 90 90', 'CELL needs lengths and angles above 0, found 10 20 -40 90 90 90'],
    ['CELL 10 20 40 90 90 0', 'CELL needs lengths and angles above 0'],
    [`${CELL}\n\nMISSET 1 2`, 'keys, line 3: MISSET takes the rotations about x, y and z (deg)'],
    ['MATRIX 1 0 0 0 1 0 0 0', 'MATRIX takes the nine numbers of a*, b*, c* (1/A), row by row'],
    ['MATRIX 1 0 0 0 1 0 1 1 0', 'the columns of MATRIX lie in one plane: its determinant is 0'],
    [`${CELL}\nUMAT 1 0 0 0 1 0 0 0 2`, 'UMAT is not a rotation: its rows must be of length 1'],
    [`${CELL}\nUMAT 1 0 0 0 1 0 0 0.1 1`, 'UMAT is not a rotation'],
    [`${CELL}\nUMAT 1 0 0 0 1 0 0 0`, 'UMAT takes the nine numbers of a rotation, row by row'],
    [`${CELL}\nRANDOM -1`, 'RANDOM needs an angle and a whole number from 0 as its seed, found -1'],
    [`${CELL}\nRANDOM 5 1.5`, 'found 5 1.5'],
    [`${CELL}\nRANDOM 5 -2`, 'found 5 -2'],
    [`${CELL}\nRANDOM 5 2 1`, 'RANDOM takes nothing, or the largest angle (deg) and a seed'],
    [`${CELL}\nWAVE 0`, 'WAVE needs a wavelength above 0, found 0'],
    [`${CELL}\nWAVE`, 'WAVE takes the wavelength (A)'],
    ['CEL 10 20 40 90 90 90', "'CEL' is not a keyword"],
    ['zzz', 'the keywords are CELL, MATRIX, UMAT, MISSET, RANDOM, WAVE'],
    ['MISSET 1 2 3', 'keys has no cell: a line such as CELL 74 74 34 90 90 90'],
    ['', 'keys has no cell'],
  ])('%j is refused', (text, message) => {
    expect(() => sourceOf(text)).toThrow(message);
  });

  test('an UMAT that is rounded as it is printed is taken', () => {
    const rounded = '0.70711 -0.70711 0 0.70711 0.70711 0 0 0 1';
    expect(made(`${CELL}\nUMAT ${rounded}`).rotation).toEqual(rounded.split(' ').map(Number));
  });
});

describe('orientations of other programs', () => {
  test('a MOSFLM matrix is a multiple of the wavelength, and the same for every number and seed', () => {
    const source = sourceOf('# A\n 0 0 .2\n .4 0 0\n 0 .8 0\n', 2);
    expect([source.drawn, source.wavelengthA, source.warnings]).toEqual([false, undefined, []]);
    expectAxes(source.make(0, 1), [
      [0, 0.2, 0],
      [0, 0, 0.4],
      [0.1, 0, 0],
    ]);
    expect(source.make(7, 9)).toBe(source.make(0, 1));
    for (const [i, x] of [5, 2.5, 10].entries()) expect(source.make(0, 1).cell[i]).toBeCloseTo(x, 12);
  });

  test('what its parser warns of is passed on', () => {
    const crystal = { real_space_a: [10, 0, 0], real_space_b: [0, 20, 0], real_space_c: [0, 0, 40] };
    const { warnings } = sourceOf(JSON.stringify({ crystal: [crystal, crystal] }));
    expect(warnings).toEqual(['keys holds 2 crystals; the first one is used']);
  });

  test.each([
    ['  {', 'keys is not an experiment list'],
    ['! a comment\n.1 0 x', "found 'x'"],
    ['-1 2', 'keys'],
    ['XPARM.XDS VERSION\n1 2 3', 'expected the vectors a, b and c'],
    ['GXPARM.XDS\n', 'expected the vectors a, b and c'],
  ])('%j is not read as keywords', (text, message) => {
    expect(() => sourceOf(text)).toThrow(message);
    expect(() => sourceOf(text)).not.toThrow('is not a keyword');
  });
});

describe('the text of a matrix', () => {
  const still = '       0.000       0.000       0.000';
  const cellLine = '     10.0000     20.0000     40.0000     90.0000     90.0000     90.0000';

  test('has wavelength times A, U and the cell, in the digits of a style', () => {
    const long = (...numbers: number[]) => numbers.map((x) => x.toFixed(14).padStart(20)).join('');
    const A = [long(0.2, 0, 0), long(0, 0.1, 0), long(0, 0, 0.05)];
    const U = [long(1, 0, 0), long(0, 1, 0), long(0, 0, 1)];
    const plain = { ...made(CELL), axes: ALONG } as unknown as Orientation;
    expect(matrixText(plain, 2, 'corrected')).toBe([...A, still, ...U, cellLine, still, ''].join('\n'));
  });

  test('as the C program writes it: eight and seven digits, and 1e-9 is added to A', () => {
    const turned = {
      ...made(`${CELL}\nMISSET 0 0 90`),
      axes: [
        [0, 4.5e-9, 0],
        [-0.05, 0, 0],
        [0, 0, 0.025],
      ],
    } as const;
    expect(matrixText(turned as Orientation, 1, 'nanobragg-c')).toBe(
      [
        '  0.00000000 -0.05000000  0.00000000',
        '  0.00000001  0.00000000  0.00000000',
        '  0.00000000  0.00000000  0.02500000',
        still,
        '   0.0000000  -1.0000000   0.0000000',
        '   1.0000000   0.0000000   0.0000000',
        '   0.0000000   0.0000000   1.0000000',
        cellLine,
        still,
        '',
      ].join('\n'),
    );
  });
});

test('rotations are drawn uniformly, or about uniform axes up to a spread', () => {
  const uniform = drawnRotation({ seed: 3, number: 1, spread: undefined });
  expect(vector.determinant(uniform)).toBeCloseTo(1, 12);
  expect(drawnRotation({ seed: 3, number: 1, turn: 0, spread: undefined })).toEqual(uniform);
  expect(drawnRotation({ seed: 3, number: 1, turn: 1, spread: undefined })).not.toEqual(uniform);
  const small = drawnRotation({ seed: 3, number: 1, spread: 1e-3 });
  expect(Math.hypot(...small.map((x, i) => x - (vector.IDENTITY[i] as number)))).toBeLessThan(2e-3);
});

test('a cell is oriented by a rotation of its standard setting', () => {
  const cell = { lengths: [10, 20, 40], angles: [Math.PI / 2, Math.PI / 2, Math.PI / 2], volume: 8000 } as const;
  const oriented = orientedCell(cell, [0, 0, 1, 1, 0, 0, 0, 1, 0], 'exact');
  expectAxes(oriented, [
    [0, 0.1, 0],
    [0, 0, 0.05],
    [0.025, 0, 0],
  ]);
  for (const [i, x] of [10, 20, 40, 90, 90, 90].entries()) expect(oriented.cell[i]).toBeCloseTo(x, 12);
});
