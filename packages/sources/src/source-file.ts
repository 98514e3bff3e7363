import { type BraggsimError, dataError, type SourceRow, usageError } from '@braggsim/core';
import { decimal, linesOf } from '@braggsim/core/text';
import { MAX_SOURCES } from './grid';

const COLUMNS = ['X', 'Y', 'Z', 'weight', 'wavelength'] as const;
const PLACEHOLDER = /^(nan|-|\*)$/i;
const COMMENT = /[#!].*$/;
const WORDS = /[^\s,;:]+/g;
/** Wavelengths above this (m) are taken for a mistake of units: every X-ray wavelength in Å is larger, in m smaller. */
const MAX_WAVELENGTH_M = 1e-6;

/**
 * Parses a list of sources, one a line: X, Y and Z from the sample, weight, wavelength in metres. Columns may be missing at the
 * end or replaced by `nan`, `-` or `*`; columns after the fifth are ignored. Columns are separated by spaces, commas,
 * semicolons or colons, and `#` or `!` starts a comment.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) with the number of the line
 */
export function parseSources(text: string, name = 'source list'): SourceRow[] {
  const rows: SourceRow[] = [];
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    const words = line.replace(COMMENT, '').match(WORDS);
    if (!words) continue;
    if (rows.length === MAX_SOURCES) throw dataError(`${name} has more than ${MAX_SOURCES} sources`);
    rows.push(parseRow(words, (problem) => dataError(`${name}, line ${index + 1}: ${problem}`)));
  }
  if (rows.length === 0) throw dataError(`${name} has no sources; expected lines of X Y Z weight wavelength`);
  return rows;
}

function parseRow(words: readonly string[], fault: (problem: string) => BraggsimError): SourceRow {
  const column = (i: number): number | null => {
    const word = words[i];
    if (word === undefined || PLACEHOLDER.test(word)) return null;
    const value = decimal(word);
    if (value !== undefined) return value;
    throw fault(`expected a number or a placeholder (nan, -, *) for ${COLUMNS[i]}, found '${word.slice(0, 40)}'`);
  };
  const direction = [column(0), column(1), column(2)] as const;
  const row = { direction, weight: column(3), wavelengthM: column(4) };
  const problem = sourceProblem(row);
  if (problem !== undefined) throw fault(problem);
  return row;
}

/** Describes what is wrong with the numbers of a source; undefined when nothing is. */
function sourceProblem({ direction, weight, wavelengthM }: SourceRow): string | undefined {
  if (direction.every((x) => x === 0)) return 'expected a vector X Y Z from the sample to the source, found zero';
  if (weight !== null && weight < 0) return `expected a weight of at least 0, found ${weight}`;
  if (wavelengthM !== null && wavelengthM <= 0) return `expected a wavelength above 0 m, found ${wavelengthM}`;
  if (wavelengthM !== null && wavelengthM > MAX_WAVELENGTH_M)
    return `expected a wavelength in metres, not Å, found ${wavelengthM}; did you mean ${wavelengthM}e-10?`;
  return undefined;
}

/** Formats a value as JSON, with the numbers that JSON lacks as words. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, x: unknown) => (typeof x === 'number' && !Number.isFinite(x) ? String(x) : x));

const isNumberOrNull = (value: unknown): boolean => value === null || Number.isFinite(value);

/** Tells whether a value has the form of a source: a direction of three numbers, a weight and a wavelength, or null for each. */
function isSource(value: unknown): value is SourceRow {
  const { direction, weight, wavelengthM } = (value ?? {}) as Partial<SourceRow>;
  return (
    Array.isArray(direction) &&
    direction.length === 3 &&
    direction.every(isNumberOrNull) &&
    [weight, wavelengthM].every(isNumberOrNull)
  );
}

/**
 * Checks the sources that a model of the beam returns.
 *
 * @param what name of the model, for messages
 * @throws BraggsimError (`usage`) for anything but a list of sources, each off the sample, with a weight and a wavelength
 */
export function checkedSources(what: string, rows: unknown): readonly SourceRow[] {
  if (!Array.isArray(rows) || rows.length === 0 || rows.length > MAX_SOURCES) {
    const found = Array.isArray(rows) ? `${rows.length} of them` : String(rows);
    throw usageError(`sources() of the ${what} must return a list of 1 to ${MAX_SOURCES} sources, not ${found}`);
  }
  for (const [i, row] of rows.entries()) {
    const problem = isSource(row)
      ? sourceProblem(row)
      : `expected { direction: [x, y, z], weight, wavelengthM } with finite numbers or null, found ${shown(row)}`;
    if (problem !== undefined) throw usageError(`source ${i + 1} of the ${what}: ${problem}`);
  }
  const total = rows.reduce((sum: number, { weight }: SourceRow) => sum + (weight ?? 1), 0);
  if (!(total > 0)) throw usageError(`the weights of the ${what} add up to 0; at least one must be above 0`);
  return rows;
}
