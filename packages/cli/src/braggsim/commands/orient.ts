import { dirname } from 'node:path';
import { formatFixed, type Mat3, resolveChoices, units, usageError, type Vec3, vector } from '@braggsim/core';
import { randomRotation, reciprocalVectors, typedCell, uniformRotation } from '@braggsim/lattice';
import { pixelDraws } from '@braggsim/noise';
import { makeFolder, openOutputs } from '../../files';
import { command } from '../command';

const choices = resolveChoices('corrected');

const row = (m: Mat3, i: number): Vec3 => [m[3 * i] as number, m[3 * i + 1] as number, m[3 * i + 2] as number];

/** About lab x, then y, then z. */
const missetRotation = ([x, y, z]: Vec3): Mat3 => {
  const [a, b, c] = (['x', 'y', 'z'] as const).map((_, i) =>
    vector.rotateXYZ([0, 1, 2].map((j) => (i === j ? 1 : 0)) as unknown as Vec3, x, y, z),
  ) as [Vec3, Vec3, Vec3];
  return [a[0], b[0], c[0], a[1], b[1], c[1], a[2], b[2], c[2]];
};

/** A rotation of its own for each number: uniform over all rotations, or by angles up to a spread. */
function rotationNumber(number: number, seed: number, spread: number | undefined): Mat3 {
  const { start, uniform } = pixelDraws({ seed, image: number, panel: 0 }, 'orientation');
  start(0);
  return spread === undefined ? uniformRotation(uniform) : randomRotation(uniform, spread, 'float64');
}

/** The nine lines of a MOSFLM matrix file: wavelength times A = U B, no rotation, U, cell, no rotation. */
function matrixText(rotation: Mat3, cell: readonly number[], wavelengthA: number): string {
  const typed = typedCell(cell);
  if (!typed) throw usageError('braggsim orient needs a cell: --cell a,b,c,alpha,beta,gamma');
  const axes = reciprocalVectors(typed, choices.cellReciprocal).map((v) =>
    vector.scale(vector.transform(rotation, v), wavelengthA),
  );
  const numbers = (values: readonly number[], width: number, decimals: number) =>
    values.map((x) => formatFixed(x, width, decimals)).join('');
  const [edges, angles] = [cell.slice(0, 3), cell.slice(3)];
  const full = [edges[0], edges[1] ?? edges[0], edges[2] ?? edges[0], ...[0, 1, 2].map((i) => angles[i] ?? 90)];
  const still = numbers([0, 0, 0], 12, 3);
  return `${[
    ...[0, 1, 2].map((i) =>
      numbers(
        axes.map((axis) => axis[i] as number),
        20,
        14,
      ),
    ),
    still,
    ...[0, 1, 2].map((i) => numbers(row(rotation, i), 20, 14)),
    numbers(full as number[], 12, 4),
    still,
  ].join('\n')}\n`;
}

const numbered = (pattern: string, number: number): string =>
  pattern.replace(/#+/g, (run) => String(number).padStart(run.length, '0'));

/** Orientation matrices. */
export const orient = command({
  name: 'orient',
  summary: 'make orientation matrices from a cell and angles, or random ones',
  options: {
    cell: {
      type: 'numbers',
      count: [1, 2, 3, 6],
      unit: 'Å and deg',
      flag: '--cell',
      doc: 'a, b, c, alpha, beta, gamma',
    },
    misset: { type: 'numbers', count: 3, unit: 'deg', flag: '--misset', doc: 'rotation about lab x, then y, then z' },
    random: { type: 'boolean', flag: '--random', doc: 'random rotations, all alike likely, in place of --misset' },
    spread: {
      type: 'number',
      unit: 'deg',
      min: 0,
      max: 180,
      flag: '--spread',
      doc: 'largest angle of random rotations, whose axes alone are then uniform',
    },
    seed: {
      type: 'integer',
      min: 0,
      max: 2 ** 32 - 1,
      flag: '--seed',
      doc: 'of random rotations; the time when absent',
    },
    count: { type: 'integer', min: 1, max: 1_000_000, default: 1, flag: '--count', doc: 'matrices to make' },
    wavelength: {
      type: 'number',
      unit: 'Å',
      min: 0,
      open: true,
      default: 1,
      flag: '--wavelength',
      doc: 'of the matrix',
    },
    output: {
      type: 'text',
      flag: '--out',
      short: '-o',
      value: 'file',
      doc: 'file to write; # is the number of the matrix',
    },
  },
  description:
    'Matrices are those of MOSFLM, as --matrix and nanoBragg -mat read them: wavelength times [a* b* c*], row by row.',
  examples: [
    'braggsim orient --cell 74,74,34,90,90,90 --misset 10,20,30 -o A.mat',
    'braggsim orient --cell 78.35,78.35,37.54 --random --seed 1 --count 1000 -o A_####.mat',
  ],
  async run({ options }, terminal) {
    const { cell = [], misset, random = false, spread, count = 1, wavelength = 1, output } = options;
    const isRandom = random || spread !== undefined;
    if (isRandom === (misset !== undefined)) throw usageError('braggsim orient takes either --misset or --random');
    if (count > 1 && !isRandom) throw usageError('--count goes with --random: --misset makes one matrix');
    if (count > 1 && output !== undefined && !output.includes('#')) {
      throw usageError(`${count} matrices need # for their number in the name '${output}'`);
    }
    const seed = options.seed ?? Math.floor(Date.now() / 1000);
    if (isRandom && options.seed === undefined) terminal.err(`braggsim: seed ${seed}\n`);
    const largest = spread === undefined ? undefined : units.fromDegrees(spread);
    const texts = Array.from({ length: count }, (_, number) => {
      const rotation = misset
        ? missetRotation(misset.map(units.fromDegrees) as unknown as Vec3)
        : rotationNumber(number, seed, largest);
      return matrixText(rotation, cell, wavelength);
    });
    if (output === undefined) return terminal.out(texts.join(''));
    const paths = texts.map((_, number) => numbered(output, number + 1));
    for (const folder of new Set(paths.map((path) => dirname(path)))) makeFolder(folder);
    const files = openOutputs(paths);
    try {
      for (const [number, text] of texts.entries())
        files.write(paths[number] as string, [new TextEncoder().encode(text)]);
      files.commit();
    } finally {
      files.discard();
    }
  },
});
