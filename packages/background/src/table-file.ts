import { dataError, usageError } from '@braggsim/core';
import { decimal, linesOf } from '@braggsim/core/text';
import type { ScatteringTable } from './interpolant';

/**
 * Quantities in the first column of a table, all in 1/Å, as multiples of sin(theta)/lambda: itself, four times that,
 * and Q = 4 pi sin(theta)/lambda.
 */
export const ABSCISSAE = { stol: 1, '4stol': 4, Q: 4 * Math.PI } as const;
export type Abscissa = keyof typeof ABSCISSAE;

const PER_METRE = 1e10;
const PLACEHOLDER = /^(nan|-|\*)$/i;
const COMMENT = /[#!].*$/;
const WORDS = /[^\s,;:]+/g;

/**
 * Checks the name of an abscissa.
 *
 * @throws BraggsimError (`usage`) for another name
 */
export function abscissaOf(name: unknown): Abscissa {
  if (typeof name === 'string' && Object.hasOwn(ABSCISSAE, name)) return name as Abscissa;
  throw usageError(`the abscissa of a scattering table is ${Object.keys(ABSCISSAE).join(', ')}, not '${String(name)}'`);
}

/**
 * Parses a table of scattering amplitudes: abscissa and electrons per molecule in two columns; a missing amplitude is
 * 0. `#` and `!` start a comment.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) that names the line
 */
export function parseScatteringTable(text: string, abscissa: Abscissa, name = 'scattering table'): ScatteringTable {
  const sinThetaOverLambda: number[] = [];
  const amplitude: number[] = [];
  const toStol = PER_METRE / ABSCISSAE[abscissa];
  for (const [index, line] of linesOf(text).entries()) {
    const words = line.replace(COMMENT, '').match(WORDS);
    if (!words) continue;
    const number = (word: string, what: string): number => {
      const value = decimal(word);
      if (value !== undefined) return value;
      throw dataError(`${name}, line ${index + 1}: ${what} is a number, not '${word.slice(0, 40)}'`);
    };
    const [place, value] = words as [string, string | undefined];
    sinThetaOverLambda.push(number(place, `the abscissa (${abscissa})`) * toStol);
    amplitude.push(value === undefined || PLACEHOLDER.test(value) ? 0 : number(value, 'the amplitude'));
  }
  if (sinThetaOverLambda.length === 0)
    throw dataError(`${name} has no points; expected lines of ${abscissa} and electrons`);
  return { sinThetaOverLambda: Float64Array.from(sinThetaOverLambda), amplitude: Float64Array.from(amplitude) };
}
