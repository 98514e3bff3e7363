import { type BraggsimError, dataError, decimal, type SourceRow } from '@braggsim/core';
import { MAX_SOURCES } from './grid';

const COLUMNS = ['X', 'Y', 'Z', 'weight', 'wavelength'] as const;
const PLACEHOLDER = /^(nan|-|\*)$/i;
const COMMENT = /[#!].*$/;
const WORDS = /[^\s,;:]+/g;
/** No X-ray is this long, but every wavelength in Å is. */
const LONGEST_WAVELENGTH_M = 1e-6;

/**
 * Reads a list of sources: X Y Z, seen from the sample, weight, wavelength in metres. Columns may be
 * missing at the end or replaced by `nan`, `-` or `*`; columns after the fifth are not looked at. Words are
 * separated by blanks, commas, semicolons or colons, and `#` or `!` start a comment.
 *
 * @param name of the file, for messages
 * @throws BraggsimError (`data`) naming the line
 */
export function parseSources(text: string, name = 'source list'): SourceRow[] {
  const rows: SourceRow[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
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
    throw fault(`${COLUMNS[i]} is a number or a placeholder (nan, -, *), not '${word.slice(0, 40)}'`);
  };
  const direction = [column(0), column(1), column(2)] as const;
  if (direction.every((x) => x === 0)) {
    throw fault('the vector X Y Z from the sample to the source is zero; it needs a direction');
  }
  const weight = column(3);
  if (weight !== null && weight < 0) throw fault(`a weight is at least 0, not ${weight}`);
  const wavelengthM = column(4);
  if (wavelengthM !== null && wavelengthM <= 0) throw fault(`a wavelength is above 0 m, not ${wavelengthM}`);
  if (wavelengthM !== null && wavelengthM > LONGEST_WAVELENGTH_M) {
    throw fault(`the wavelength is in metres, not Å: found ${wavelengthM}; did you mean ${wavelengthM}e-10?`);
  }
  return { direction, weight, wavelengthM };
}
