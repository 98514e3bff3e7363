import { dirname } from 'node:path';
import { type Mat3, units, usageError, type Vec3 } from '@braggsim/core';
import { type CompatibilityMode, resolveCompatibility } from '@braggsim/core/derived';
import { makeFolder, openOutputs, readText } from '@braggsim/core/node';
import { numbered } from '@braggsim/core/text';
import { typedCell } from '@braggsim/lattice';
import {
  drawnRotation,
  type MatrixSource,
  matrixSource,
  matrixText,
  missetRotation,
  orientedCell,
} from '@braggsim/lattice/matrices';
import type { Terminal } from '../../terminal/command';
import { command } from '../../terminal/subcommand';

interface Given {
  readonly cell?: readonly number[];
  readonly misset?: readonly number[];
  readonly random?: boolean;
  readonly spread?: number;
  readonly wavelength?: number;
  readonly compat?: string;
}

const formOf = ({ compat }: Given) => resolveCompatibility((compat ?? 'corrected') as CompatibilityMode).cellReciprocal;

function fromFlags(given: Given): MatrixSource {
  const { misset, random = false, spread } = given;
  const drawn = random || spread !== undefined;
  if (drawn === (misset !== undefined)) throw usageError('braggsim orient takes either --misset or --random');
  const cell = typedCell(given.cell);
  if (!cell && given.cell) throw usageError(`--cell needs a length a above 0, found ${given.cell.join(',')}`);
  if (!cell) throw usageError('braggsim orient needs a cell: --cell a,b,c,alpha,beta,gamma');
  const largest = spread === undefined ? undefined : units.fromDegrees(spread);
  const rotation = (number: number, seed: number): Mat3 =>
    misset
      ? missetRotation(misset.map(units.fromDegrees) as unknown as Vec3)
      : drawnRotation({ seed, number, spread: largest });
  return { make: (number, seed) => orientedCell(cell, rotation(number, seed), formOf(given)), drawn, warnings: [] };
}

/** The file name that means the standard input. */
const STDIN = '-';

function sourceOf(file: string | undefined, given: Given, { input }: Terminal): MatrixSource {
  const flags = (['cell', 'misset', 'random', 'spread'] as const).filter((key) => given[key] !== undefined);
  const piped = file === STDIN || (file === undefined && flags.length === 0 && input !== undefined);
  if (file === undefined && !piped) return fromFlags(given);
  if (flags.length > 0) throw usageError(`--${flags[0]} applies to a command line without a file: set it in the file`);
  if (piped && !input) throw usageError('braggsim orient received no input; name a file, or give --cell and --misset');
  const name = piped ? 'standard input' : (file as string);
  const text = piped && input ? input() : readText(name, 'orientation');
  return matrixSource(text, name, { wavelengthA: given.wavelength ?? 1, form: formOf(given) });
}

/** The command that makes orientation matrices. */
export const orient = command({
  name: 'orient',
  summary: 'make orientation matrices: from a cell and angles, random, or as UBtoA does',
  positionals: '[file]',
  arity: [0, 1],
  options: {
    cell: {
      type: 'numbers',
      count: [1, 2, 3, 6],
      unit: 'Å and deg',
      flag: '--cell',
      doc: 'a, b, c, alpha, beta, gamma',
    },
    misset: { type: 'numbers', count: 3, unit: 'deg', flag: '--misset', doc: 'rotation about lab x, then y, then z' },
    random: { type: 'boolean', flag: '--random', doc: 'uniformly distributed random rotations instead of --misset' },
    spread: {
      type: 'number',
      unit: 'deg',
      min: 0,
      max: 180,
      flag: '--spread',
      doc: 'largest angle of random rotations; then only their axes are uniformly distributed',
    },
    seed: {
      type: 'integer',
      min: 0,
      max: 2 ** 32 - 1,
      flag: '--seed',
      doc: 'seed of random rotations; the time by default',
    },
    count: { type: 'integer', min: 1, max: 1_000_000, default: 1, flag: '--count', doc: 'number of matrices' },
    wavelength: {
      type: 'number',
      unit: 'Å',
      min: 0,
      exclusiveMin: true,
      default: 1,
      flag: '--wavelength',
      doc: 'wavelength of the matrix; takes precedence over WAVE in the file',
    },
    compat: {
      type: 'enum',
      options: ['corrected', 'nanobragg-c'],
      default: 'corrected',
      flag: '--compat',
      doc: 'all digits, or the format of UBtoA, which adds 1e-9 to every element',
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
    'Matrices are those of MOSFLM, as --matrix and nanoBragg -mat read them: wavelength times [a* b* c*], row by row. ' +
    'A file, or the standard input, contains keywords as UBtoA reads them, one per line: CELL a b c alpha beta gamma; MATRIX or ' +
    'UMAT and nine numbers; MISSET x y z; RANDOM with an optional largest angle and seed; WAVE. They are applied in order; # starts a comment. ' +
    'A MOSFLM matrix, an XPARM.XDS or a dxtbx .expt can be given instead.',
  examples: [
    'braggsim orient --cell 74,74,34,90,90,90 --misset 10,20,30 -o A.mat',
    'braggsim orient --cell 78.35,78.35,37.54 --random --seed 1 --count 1000 -o A_####.mat',
    'braggsim orient keywords.txt -o A.mat',
    'braggsim orient GXPARM.XDS --wavelength 0.97 -o A.mat',
  ],
  async run({ positionals: [file], options }, terminal) {
    const { count = 1, output, compat = 'corrected' } = options;
    const source = sourceOf(file, options, terminal);
    if (count > 1 && !source.drawn)
      throw usageError('--count applies to random rotations: otherwise there is one matrix');
    if (options.seed !== undefined && !source.drawn) {
      throw usageError('--seed applies to random rotations, and this run has none: leave it out, or add --random');
    }
    if (count > 1 && output !== undefined && !output.includes('#')) {
      throw usageError(`${count} matrices need # for their number in the name '${output}'`);
    }
    const seed = options.seed ?? Math.floor(Date.now() / 1000);
    if (source.drawn && options.seed === undefined) terminal.err(`braggsim: seed ${seed}\n`);
    for (const warning of source.warnings) terminal.err(`braggsim: warning: ${warning}\n`);
    const wavelengthA = options.wavelength ?? source.wavelengthA ?? 1;
    const texts = Array.from({ length: count }, (_, number) =>
      matrixText(source.make(number, seed), wavelengthA, compat as CompatibilityMode),
    );
    if (output === undefined) return terminal.out(texts.join(''));
    const paths = texts.map((_, number) => numbered(output, number + 1));
    for (const folder of new Set(paths.map((path) => dirname(path)))) makeFolder(folder);
    const files = openOutputs(paths);
    try {
      for (const [number, text] of texts.entries())
        files.write(paths[number] as string, [new TextEncoder().encode(text)]);
      await files.commit();
    } finally {
      await files.discard();
    }
  },
});
