import { type BraggsimError, dataError, type SourceRow } from '@braggsim/core';
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
  if (direction.every((x) => x === 0)) {
    throw fault('expected a vector X Y Z from the sample to the source, found zero');
  }
  const weight = column(3);
  if (weight !== null && weight < 0) throw fault(`expected a weight of at least 0, found ${weight}`);
  const wavelengthM = column(4);
  if (wavelengthM !== null && wavelengthM <= 0) throw fault(`expected a wavelength above 0 m, found ${wavelengthM}`);
  if (wavelengthM !== null && wavelengthM > MAX_WAVELENGTH_M) {
    throw fault(`expected a wavelength in metres, not Å, found ${wavelengthM}; did you mean ${wavelengthM}e-10?`);
  }
  return { direction, weight, wavelengthM };
}
