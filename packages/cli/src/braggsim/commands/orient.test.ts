import { parseMatrix } from '@braggsim/lattice';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder } from '../run.fixture';

let work: Folder;
beforeEach(() => {
  work = folder();
});
afterEach(() => work.remove());

/** Returns the output for a text on the standard input. */
async function piped(text: string, ...argv: string[]): Promise<string> {
  const { code, out, err } = await finish(['orient', ...argv], { input: () => text });
  expect([code, err.replace(/braggsim: seed \d+\n/, '')]).toEqual([0, '']);
  return out;
}
const CELL = 'CELL 74 74 34 90 90 90\n';
const TRICLINIC = 'CELL 70 80 90 75 85 95\n';
const close = (text: string, other: string, digits = 12) =>
  parseMatrix(text).value.forEach((value, i) => {
    expect(value).toBeCloseTo(parseMatrix(other).value[i] as number, digits);
  });

test('the nine lines agree with UBtoA digit by digit', async () => {
  expect(await piped(`${CELL}MISSET 10 20 30\n`, '--compat', 'nanobragg-c')).toBe(
    [
      '  0.01099727 -0.00595905  0.01113301',
      '  0.00634928  0.01192654  0.00053025',
      ' -0.00462189  0.00220508  0.02721814',
      '       0.000       0.000       0.000',
      '   0.8137977  -0.4409696   0.3785223',
      '   0.4698463   0.8825641   0.0180283',
      '  -0.3420201   0.1631759   0.9254166',
      '     74.0000     74.0000     34.0000     90.0000     90.0000     90.0000',
      '       0.000       0.000       0.000',
      '',
    ].join('\n'),
  );
});

test('keywords in a file or on standard input and flags make the same matrix', async () => {
  const text = '# a crystal\n\nWavelength 1.5 ! A\r\ncell 70, 80, 90 75 85 95\nMisset 1 2 3\n';
  const flags = await finish(['orient', '--cell', '70,80,90,75,85,95', '--misset', '1,2,3', '--wavelength', '1.5']);
  const file = work.put('keywords.txt', text);
  expect(await piped(text)).toBe(flags.out);
  expect(await piped(text, '-')).toBe(flags.out);
  expect((await finish(['orient', file])).out).toBe(flags.out);
  close(await piped(text, '--wavelength', '1'), await piped(text.replace('1.5', '1')));
});

test('rotations are applied one after the other', async () => {
  const both = await piped(`${TRICLINIC}MISSET 0 0 30\nMISSET 0 20 0\n`);
  close(await piped(`${TRICLINIC}MISSET 0 20 30\n`), both);
  const rows = both.split('\n').slice(4, 7).join(' ');
  close(await piped(`UMAT ${rows}\n${TRICLINIC}`), both);
});

test('a matrix gives cell and rotation, and can be rotated further', async () => {
  const made = await piped(`${TRICLINIC}MISSET 10 20 30\n`);
  const matrix = `MATRIX ${made.split('\n').slice(0, 3).join(' ')}\n`;
  const again = await piped(matrix);
  close(again, made);
  expect(again.split('\n')[7]).toBe(made.split('\n')[7]);
  close(await piped(`${matrix}MISSET 1 2 3\n`), await piped(`${TRICLINIC}MISSET 10 20 30\nMISSET 1 2 3\n`));
  close(await piped(`${matrix}${CELL}`), await piped(`${CELL}MISSET 10 20 30\n`));
});

test('a matrix file round-trips, also to another wavelength', async () => {
  const made = await piped(`WAVE 1.5\n${TRICLINIC}MISSET 10 20 30\n`);
  const file = work.put('A.mat', made);
  const again = (await finish(['orient', file, '--wavelength', '1.5'])).out;
  close(again, made);
  expect(again.split('\n')[7]).toBe(made.split('\n')[7]);
  const left = work.put('left.mat', '# mirrored\n-0.01 0 0\n0 0.01 0\n0 0 0.01\n');
  const { out, err } = await finish(['orient', left]);
  expect(err).toContain('the matrix is left-handed');
  close(out, '-0.01 0 0 0 0.01 0 0 0 0.01');
});

test('random rotations differ for each line, matrix and seed', async () => {
  const random = `${CELL}RANDOM\n`;
  const one = await piped(random, '--seed', '1');
  expect(await piped(random, '--seed', '1')).toBe(one);
  expect(await piped(random, '--seed', '2')).not.toBe(one);
  expect(await piped(`${random}RANDOM\n`, '--seed', '1')).not.toBe(one);
  expect(await piped(`${CELL}RANDOM 5 7\n`, '--seed', '1')).toBe(await piped(`${CELL}RANDOM 5 7\n`, '--seed', '2'));
  const turned = (await piped(`${CELL}RANDOM 5 7\n`)).split('\n').slice(4, 7);
  const trace = turned.reduce((sum, line, i) => sum + Number(line.trim().split(/\s+/)[i]), 0);
  expect(Math.acos((trace - 1) / 2)).toBeLessThan((5.0001 * Math.PI) / 180);
  await piped(random, '--seed', '1', '--count', '2', '-o', work.at('A_#.mat'));
  expect(work.read('A_1.mat').toString()).toBe(one);
  expect(work.read('A_2.mat').toString()).not.toBe(one);
});

test.each([
  ['', 'standard input has no cell: a line such as CELL 74 74 34 90 90 90'],
  ['MISSET 1 2 3', 'standard input has no cell'],
  [`${CELL}MISSET 1 2`, "standard input, line 2: MISSET takes the rotations about x, y and z (deg), not '1 2'"],
  ['CELL 74 74 34', 'line 1: CELL takes a b c alpha beta gamma'],
  ['CELL 74 74 34 90 90 0', 'line 1: CELL needs lengths and angles above 0'],
  ['CELL 74 74 34 90 90 ninety', 'line 1: CELL takes'],
  [`${CELL}UMAT 1 0 0 0 1 0 0 0 2`, 'line 2: UMAT is not a rotation'],
  ['MATRIX 1 0 0 2 0 0 0 0 1', 'line 1: the columns of MATRIX lie in one plane'],
  [`${CELL}RANDOM 5 0.5`, 'line 2: RANDOM needs an angle and a whole number'],
  [`${CELL}WAVE 0`, 'line 2: WAVE needs a wavelength above 0, found 0'],
  [`${CELL}MISSTE 1 2 3`, "line 2: 'MISSTE' is not a keyword; did you mean MISSET?"],
])('keywords %j are refused', async (text, message) => {
  const { code, err } = await finish(['orient'], { input: () => text });
  expect([code, err]).toEqual([9, expect.stringContaining(message)]);
});

test('flags that have no effect with a file are refused', async () => {
  const file = work.put('keywords.txt', CELL);
  for (const [message, argv] of [
    ['--cell applies to a command line without a file', [file, '--cell', '50,50,50']],
    ['--count applies to random rotations', [file, '--count', '2']],
    ['braggsim orient received no input', ['-']],
    ['takes either --misset or --random', []],
  ] as const) {
    expect(await finish(['orient', ...argv])).toMatchObject({ code: 2, err: expect.stringContaining(message) });
  }
});

describe('flags', () => {
  const cell = ['--cell', '74,74,34,90,90,90'];

  test('the check value of the specification', async () => {
    const { out } = await finish(['orient', ...cell, '--misset', '10,20,30']);
    const expected = [
      0.01099727, -0.00595905, 0.01113301, 0.00634928, 0.01192654, 0.00053025, -0.00462189, 0.00220508, 0.02721814,
    ];
    // The program that produced these values adds 1e-9 to every number.
    for (const [i, value] of parseMatrix(out).value.entries()) {
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1.1e-8);
    }
    expect(out.split('\n')).toHaveLength(10);
    expect(out).toContain('     74.0000     74.0000     34.0000     90.0000     90.0000     90.0000\n');
  });

  test('a matrix scales with the wavelength', async () => {
    const matrix = async (...argv: string[]) =>
      parseMatrix((await finish(['orient', ...cell, '--misset', '1,2,3', ...argv])).out).value;
    const [one, longer] = [await matrix(), await matrix('--wavelength', '1.5')];
    for (const [i, value] of longer.entries()) expect(value).toBeCloseTo(1.5 * (one[i] as number), 12);
  });

  test('random orientations are uniform over all rotations, and equal for equal seeds', async () => {
    const argv = ['orient', ...cell, '--random', '--seed', '7', '--count', '400', '-o', work.at('A_####.mat')];
    expect(await finish(argv)).toMatchObject({ code: 0, err: '' });
    expect(work.names()).toHaveLength(400);
    const angles = work.names().map((name) => {
      const lines = work.read(name).toString().split('\n').slice(4, 7);
      const trace = lines.reduce((sum, line, i) => sum + Number(line.trim().split(/\s+/)[i]), 0);
      return Math.acos((trace - 1) / 2);
    });
    // (angle - sin angle)/pi is uniformly distributed: a chi-square test with ten bins.
    const bins = new Float64Array(10);
    for (const angle of angles) {
      const bin = Math.min(9, Math.floor((10 * (angle - Math.sin(angle))) / Math.PI));
      bins[bin] = (bins[bin] as number) + 1;
    }
    expect(bins.reduce((sum, n) => sum + (n - 40) ** 2 / 40, 0)).toBeLessThan(30);
    const first = work.read('A_0001.mat');
    await finish(argv);
    expect(work.read('A_0001.mat')).toEqual(first);
  });

  test('a spread limits the angle', async () => {
    const { out } = await finish(['orient', ...cell, '--spread', '2', '--seed', '1', '--count', '50']);
    const lines = out.trimEnd().split('\n');
    for (let i = 0; i < 50; i++) {
      const trace = [4, 5, 6].reduce((sum, line, j) => sum + Number(lines[9 * i + line]?.trim().split(/\s+/)[j]), 0);
      expect((Math.acos(Math.min(1, (trace - 1) / 2)) * 180) / Math.PI).toBeLessThan(2.0001);
    }
  });

  test('bad input', async () => {
    for (const [message, argv] of [
      ['needs a cell', ['--misset', '1,2,3']],
      ['--cell needs a length a above 0, found 0,50,50', ['--cell', '0,50,50', '--misset', '1,2,3']],
      ['either --misset or --random', cell],
      ['either --misset or --random', [...cell, '--misset', '1,2,3', '--random']],
      ['--count applies to random rotations', [...cell, '--misset', '1,2,3', '--count', '2']],
      ['need #', [...cell, '--random', '--count', '2', '-o', work.at('A.mat')]],
    ] as const) {
      expect(await finish(['orient', ...argv])).toMatchObject({ code: 2, err: expect.stringContaining(message) });
    }
  });
});
