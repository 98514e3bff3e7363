import { describe, expect, test } from 'vitest';
import { parseArguments } from '../terminal/arguments';
import type { Command } from '../terminal/subcommand';
import { commands } from './commands';
import { finish } from './run.fixture';

/**
 * Pairs of modes that a command supports together, and their combined effect. A new mode must be listed here or be
 * refused.
 */
const BOTH: Readonly<Record<string, readonly string[]>> = {
  simulate: ['--json --quiet', '--dry-run --json'],
  background: ['--json --quiet', '--json --dry-run'],
  fcalc: ['--no-solvent --neutral', '--no-solvent --quiet', '--neutral --quiet'],
  reflections: ['--intensities --json'],
  refine: ['--json --quiet', '--json --resume', '--quiet --resume', '--json --dry-run'],
  init: ['--all --force'],
};

/** Fields of an experiment are not modes: they describe what is simulated. */
const modesOf = ({ options }: Command): string[] =>
  Object.entries(options).flatMap(([key, { type, flag }]) => {
    const isField = key.includes('.') || flag === '--noise' || flag === '--c-compat';
    return type === 'boolean' && !isField ? [flag] : [];
  });

/** The flags of `dataset` depend on its action; dataset.test.ts tests them. */
const all = (await Promise.all([...commands.values()].map((load) => load()))).filter(({ name }) => name !== 'dataset');

const pairs = all.flatMap((command) => {
  const modes = modesOf(command);
  return modes.flatMap((a, i) => modes.slice(i + 1).map((b) => [command, a, b] as const));
});

/** Further arguments that a command needs. */
const needed = ({ arity = [0, 0] }: Command): string[] => Array.from({ length: arity[0] }, (_, i) => `file${i}`);

test.each(all.map(({ name, options }) => [name, options] as const))(
  'each flag of %s belongs to one section',
  (_, options) => {
    const sections = new Map<string, Set<string>>();
    for (const [path, { flag }] of Object.entries(options)) {
      sections.set(flag, (sections.get(flag) ?? new Set()).add(path.split('.')[0] as string));
    }
    expect([...sections].filter(([, of]) => of.size > 1).map(([flag]) => flag)).toEqual([]);
  },
);

describe('pairs of modes', () => {
  test.each(pairs)('%o: %s and %s', (command, a, b) => {
    const argv = [...needed(command), a, b];
    const heeded = (BOTH[command.name] ?? []).some((pair) => [`${a} ${b}`, `${b} ${a}`].includes(pair));
    if (heeded) expect(() => parseArguments(command, argv)).not.toThrow();
    else expect(() => parseArguments(command, argv), `${command.name} ${a} ${b}`).toThrow('no effect with');
  });

  test('every listed pair is supported', () => {
    for (const [name, list] of Object.entries(BOTH)) {
      const command = all.find((c) => c.name === name);
      for (const flag of list.flatMap((pair) => pair.split(' '))) expect(modesOf(command as Command)).toContain(flag);
    }
  });

  test('flags that are refused with another are flags of the command', () => {
    for (const { name, options, ignored = [] } of all) {
      const flags = Object.values(options).map(({ flag }) => flag);
      for (const { beside, flags: without } of ignored)
        expect(flags, name).toEqual(expect.arrayContaining([beside, ...without]));
    }
  });
});

/** Flags with values of a command, fields of an experiment aside. */
const valuedOf = ({ options }: Command): string[] => [
  ...new Set(
    Object.entries(options).flatMap(([key, { type, flag }]) => (type === 'boolean' || key.includes('.') ? [] : [flag])),
  ),
];

const EXPERIMENT = [
  ...['--electrons', '--band', '--seed', '--out'],
  ...['--compat', '--compatibility', '--stage', '--set', '--plugin'],
];
const ATOMS = ['--anomalous'];
const SAMPLE = [
  '--material',
  '--table',
  '--abscissa',
  '--ends',
  '--thickness',
  '--width',
  '--height',
  '--density',
  '--molar-mass',
  '--molecules',
];
const STORED = ['--compression', '--images-per-file'];
const EFFECTS = [
  '--flicker',
  '--calibration',
  '--detector-seed',
  '--psf',
  '--psf-fwhm',
  '--charge-sharing',
  '--pixel',
  '--gain',
  '--read-noise',
  '--type',
  '--offset',
  '--maximum',
];
const MODEL = ['--dmin', '--out', '--wavelength', '--method', '--particle'];

const REFINEMENT = [
  ...['--electrons', '--band', '--compat', '--compatibility', '--stage', '--set', '--plugin'],
  ...['--shots', '--spots', '--start', '--part', '--out', '--report'],
];

/** Flags with values that a mode heeds; every other one must be refused beside it, so that a new one is put here or refused. */
const HEEDED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  simulate: {
    '--dry-run': [...EXPERIMENT, ...ATOMS, ...STORED],
    '--explain': [...EXPERIMENT, ...ATOMS],
    '--json': [...EXPERIMENT, ...ATOMS, ...STORED],
    '--quiet': [...EXPERIMENT, ...ATOMS, ...STORED],
  },
  compare: {
    '--json': [
      ...['--shape', '--frame', '--reference-frame', '--mask', '--diff', '--peaks', '--percentile', '--gate'],
      ...['--min-correlation', '--max-sum-error', '--max-error', '--max-peak-distance'],
    ],
  },
  stats: { '--json': ['--shape', '--frame', '--mask', '--overload', '--shells'] },
  convert: { '--force': ['--shape', '--mask', '--header', ...STORED] },
  fcalc: {
    '--no-solvent': MODEL,
    '--neutral': [...MODEL, '--solvent-density', '--solvent-b'],
    '--quiet': [...MODEL, '--solvent-density', '--solvent-b'],
  },
  reflections: { '--intensities': ['--column'], '--json': ['--column'] },
  noise: {
    '--no-photon-noise': [
      ...['--shape', '--frame', '--mask', '--out', '--seed', '--image', '--threads', '--chain', '--plugin'],
      ...[...STORED, ...EFFECTS],
    ],
  },
  background: {
    '--json': [...SAMPLE, ...EXPERIMENT],
    '--quiet': [...SAMPLE, ...EXPERIMENT],
    '--dry-run': [...SAMPLE, ...EXPERIMENT],
  },
  refine: {
    '--json': REFINEMENT,
    '--quiet': REFINEMENT,
    '--resume': REFINEMENT,
    '--dry-run': REFINEMENT.filter((flag) => flag !== '--report'),
  },
  init: { '--all': ['--plugin'], '--force': ['--plugin'] },
  view: { '--no-open': ['--port'] },
  spectrum: { '--quiet': ['--seed', '--set', '--shots', '--out'] },
  orient: { '--random': ['--cell', '--misset', '--spread', '--seed', '--count', '--wavelength', '--compat', '--out'] },
};

/** A value that a flag takes. */
function valueFor({ options }: Command, flag: string): string {
  const option = Object.values(options).find((o) => o.flag === flag);
  const { type, options: words = [], min = 1, count } = option ?? { type: 'text' };
  if (words[0] !== undefined) return String(words[0]);
  if (type === 'numbers') return Array.from({ length: typeof count === 'number' ? count : 3 }, () => '1').join(',');
  if (type === 'number' || type === 'integer') return String(Math.max(1, Number(min)));
  return 'x';
}

const valued = all.flatMap((command) =>
  modesOf(command).flatMap((mode) => valuedOf(command).map((flag) => [command, mode, flag] as const)),
);

describe('modes and flags with values', () => {
  test.each(valued)('%o: %s and %s', (command, mode, flag) => {
    const argv = [...needed(command), mode, flag, valueFor(command, flag)];
    if (HEEDED[command.name]?.[mode]?.includes(flag)) expect(() => parseArguments(command, argv)).not.toThrow();
    else expect(() => parseArguments(command, argv), `${command.name} ${mode} ${flag}`).toThrow('no effect with');
  });

  test('every flag that is said to be heeded is one', () => {
    for (const [name, modes] of Object.entries(HEEDED)) {
      const found = all.find((command) => command.name === name) as Command;
      expect(modesOf(found)).toEqual(expect.arrayContaining(Object.keys(modes)));
      for (const flags of Object.values(modes))
        expect(valuedOf(found), name).toEqual(expect.arrayContaining([...flags]));
    }
  });

  test('flags with values that are refused beside another are refused in either order', () => {
    for (const command of all) {
      for (const { beside, flags } of command.ignored ?? []) {
        const take = (flag: string) =>
          Object.values(command.options).find((o) => o.flag === flag)?.type === 'boolean'
            ? [flag]
            : [flag, valueFor(command, flag)];
        for (const flag of flags) {
          for (const argv of [
            [...take(beside), ...take(flag)],
            [...take(flag), ...take(beside)],
          ]) {
            expect(() => parseArguments(command, [...needed(command), ...argv]), argv.join(' ')).toThrow(
              'no effect with',
            );
          }
        }
      }
    }
  });
});

test.each([
  ['background --material air --abscissa Q', '--abscissa has no effect with --material'],
  ['background --material air --molecules 5 --density 2', '--density has no effect with --molecules'],
  ['noise a.npy --psf-fwhm 20 -o b.img', '--psf-fwhm has no effect without --psf'],
  ['simulate --explain --compression none', '--compression has no effect with --explain'],
  ['simulate --explain --json', '--json has no effect with --explain'],
  ['simulate --explain --dry-run --quiet', '--dry-run, --quiet have no effect with --explain'],
  ['simulate --dry-run --quiet', '--quiet has no effect with --dry-run'],
  ['convert a.img b.nxs --header c', "--header applies to SMV images, and 'b.nxs' is not one"],
  ['convert a.img b.tif --force', "--force applies to SMV and CBF headers, and 'b.tif' has none"],
  ['convert a.img b.img --force --header c', '--force has no effect with --header c'],
  ['fcalc a.pdb --dmin 2 -o a.mtz --no-solvent --solvent-b 40', '--solvent-b has no effect with --no-solvent'],
  ['orient --cell 50 --misset 1,2,3 --seed 1', '--seed'],
])('braggsim %s is refused', async (line, message) => {
  const { code, err } = await finish(line.split(' '));
  expect([code, err]).toEqual([2, expect.stringContaining(message)]);
});
