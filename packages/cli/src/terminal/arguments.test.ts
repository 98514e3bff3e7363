import { expect, test } from 'vitest';
import { parseArguments, unknownCommand } from './arguments';
import { command } from './subcommand';

const example = command({
  name: 'example',
  summary: '',
  positionals: '[file]',
  arity: [0, 1],
  options: {
    angle: { type: 'number', unit: 'deg', flag: '--angle', doc: '' },
    fast: { type: 'integer', min: 1, flag: '--size', doc: '' },
    slow: { type: 'integer', min: 1, flag: '--size', doc: '' },
    cell: { type: 'numbers', count: [1, 3], flag: '--cell', options: ['any'], doc: '' },
    out: { type: 'stringList', flag: '--out', short: '-o', aliases: ['--output'], doc: '' },
    quiet: { type: 'boolean', flag: '--quiet', doc: '' },
  },
  run: async () => {},
});
const parse = (...argv: string[]) => parseArguments(example, argv);

test('values follow their flag as a word or after =, and negative numbers are values', () => {
  expect(parse('--angle', '-5.5', '--quiet').options).toEqual({ angle: -5.5, quiet: true });
  expect(parse('--angle=-5.5').options).toEqual({ angle: -5.5 });
  expect(parse('-angle', '1e-3').options).toEqual({ angle: 1e-3 });
});

test('numbers are separated by commas, and some words can replace them', () => {
  expect(parse('--cell', '1,2,3').options.cell).toEqual([1, 2, 3]);
  expect(parse('--cell', '7').options.cell).toEqual([7]);
  expect(parse('--cell', 'any').options.cell).toBe('any');
});

test('options that share a flag share its value, or have one each', () => {
  expect(parse('--size', '8').options).toEqual({ fast: 8, slow: 8 });
  expect(parse('--size', '8,9').options).toEqual({ fast: 8, slow: 9 });
  expect(() => parse('--size', '1,2,3')).toThrow('--size takes 1 or 2 values separated by commas');
});

test('strings accumulate from all names of a flag; otherwise the last value is used and is last', () => {
  expect(parse('-o', 'a', '--out', 'b', '--output=c').options.out).toEqual(['a', 'b', 'c']);
  expect(Object.entries(parse('--angle', '1', '--quiet', '--angle', '2').options)).toEqual([
    ['quiet', true],
    ['angle', 2],
  ]);
});

test('other arguments are passed on, and -- ends the flags', () => {
  expect(parse('--quiet', 'my file').positionals).toEqual(['my file']);
  expect(parse('--', '--odd').positionals).toEqual(['--odd']);
});

test.each([
  [['--anlge', '5'], 'braggsim example has no flag --anlge; did you mean --angle?'],
  [['--zebra'], 'braggsim example has no flag --zebra; braggsim example --help lists its flags'],
  [['--angle'], '--angle takes a number in deg, but the command line ends'],
  [['--angle', '--quiet'], "--angle takes a number in deg, but '--quiet' follows"],
  [['--angle', 'wide'], "--angle takes a number in deg, not 'wide'"],
  [['--angle', '0x10'], "not '0x10'"],
  [['--angle', 'Infinity'], "not 'Infinity'"],
  [['--size', '2.5'], "--size takes a whole number from 1, not '2.5'"],
  [['--cell', '1,2'], '--cell takes 1 to 3 numbers, or any, separated by commas'],
  [['--quiet=yes'], "--quiet takes no value, found 'yes'"],
  [['a', 'b'], "'b' does not belong to a flag; braggsim example takes [file]"],
  [['a', '2'], 'several numbers of one flag are separated by commas'],
])('%j is refused', (argv, message) => {
  expect(() => parse(...argv)).toThrow(message);
});

test('the message for an unknown command names a similar one', () => {
  expect(() => unknownCommand('simluate', ['simulate', 'init'])).toThrow('did you mean braggsim simulate?');
  expect(() => unknownCommand('lyso.yaml', ['simulate', 'init'])).toThrow('did you mean braggsim simulate lyso.yaml?');
  expect(() => unknownCommand('zebra', ['simulate', 'init'])).toThrow('the commands are simulate, init');
});
