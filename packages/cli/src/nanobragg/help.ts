import { FLAG_GROUPS, type Flag, type FlagGroup } from './flags';

const WIDTH = 100;
const INDENT = 34;

/** Breaks a text into lines for the right column of the help. */
function wrap(text: string): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1] as string;
    if (last && last.length + word.length + 1 > WIDTH - INDENT) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

function flagLines({ names, values, doc }: Pick<Flag, 'names' | 'values' | 'doc'>): string[] {
  const left = `  ${names[0]} ${values.map((v) => `<${v.name}>`).join(' ')}`.trimEnd();
  const unit = values.find((v) => v.unit)?.unit;
  const aliases = names.length > 1 ? `; also ${names.slice(1).join(' ')}` : '';
  const [first = '', ...rest] = wrap(`${unit ? `[${unit}] ` : ''}${doc}${aliases}`);
  const lines = rest.map((line) => ' '.repeat(INDENT) + line);
  return left.length < INDENT - 1
    ? [left.padEnd(INDENT) + first, ...lines]
    : [left, ' '.repeat(INDENT) + first, ...lines];
}

/** Formats all flags under the titles of their groups, in 100 columns. */
export const flagHelp = <D>(groups: readonly FlagGroup<D>[]): string[] =>
  groups.flatMap(({ title, flags }) => ['', `${title}:`, ...flags.flatMap(flagLines)]);

/** The exit codes of every drop-in. */
export const EXIT_CODE_LINES = [
  'Exit codes: 0 success, 2 a flag or value is wrong, 9 a file is wrong or missing, 130 interrupted,',
  '1 internal error.',
];

/** Returns the help of nanoBragg. */
export const helpText = (): string =>
  [
    'nanoBragg: diffraction images of small crystals on an absolute scale',
    '',
    'Usage: nanoBragg -hkl <file> | -default_F <x>   -cell <a b c al be ga> | -mat <file>   [flags]',
    '',
    'The same flags, files and results as the nanoBragg C program. Flags take one dash or two; later',
    'ones take precedence. Four files are written to the working folder by default.',
    ...flagHelp(FLAG_GROUPS),
    '',
    'Example:',
    '  nanoBragg -default_F 100 -cell 100 100 100 90 90 90 -N 5 -lambda 1 -distance 100 -detpixels 512',
    '',
    ...EXIT_CODE_LINES,
    'When the reader of the report stops (nanoBragg ... | head), the run still finishes its files.',
    '',
  ].join('\n');
