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
  init: ['--all --force'],
};

/** Fields of an experiment are not modes: they describe what is simulated. */
const modesOf = ({ options }: Command): string[] =>
  Object.entries(options).flatMap(([key, { type, flag }]) => {
    const isField = key.includes('.') || flag === '--noise' || flag === '--c-compat';
    return type === 'boolean' && !isField ? [flag] : [];
  });

const all = await Promise.all([...commands.values()].map((load) => load()));

const pairs = all.flatMap((command) => {
  const modes = modesOf(command);
  return modes.flatMap((a, i) => modes.slice(i + 1).map((b) => [command, a, b] as const));
});

/** Further arguments that a command needs. */
const needed = ({ arity = [0, 0] }: Command): string[] => Array.from({ length: arity[0] }, (_, i) => `file${i}`);

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
    for (const { name, options, idle = [] } of all) {
      const flags = Object.values(options).map(({ flag }) => flag);
      for (const { beside, flags: without } of idle)
        expect(flags, name).toEqual(expect.arrayContaining([beside, ...without]));
    }
  });
});

test.each([
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
