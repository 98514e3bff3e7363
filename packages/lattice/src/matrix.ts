import { dataError, type Mat3, vector } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { linesOf } from '@braggsim/core/text';

const COUNT = 9;
/** Smallest determinant of three vectors that span space: no crystal has a cell of 1e12 Å³. */
const SMALLEST_DETERMINANT = 1e-12;

/**
 * Parses an orientation matrix in the MOSFLM style: the first nine numbers, row by row, of lambda [a* b* c*]. Lines
 * that start with `#` or `!` are comments; the rest of the file is ignored.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) unless there are nine finite numbers with a non-zero determinant
 */
export function parseMatrix(text: string, name = 'matrix'): WithWarnings<Mat3> {
  const numbers: number[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    if (/^\s*[#!]/.test(line)) continue;
    for (const token of line.split(/\s+/)) {
      if (token === '' || numbers.length === COUNT) continue;
      const number = Number(token);
      if (!Number.isFinite(number)) {
        throw dataError({
          message: `${name}, line ${index + 1}: expected a number of the orientation matrix, found '${token}'; give nine numbers, row by row`,
          expected: 'a number',
          found: token,
          remedy: 'give nine numbers, row by row',
        });
      }
      numbers.push(number);
    }
  }
  if (numbers.length < COUNT) {
    throw dataError({
      message: `${name}: an orientation matrix has nine numbers, but only ${numbers.length} were found; give three rows of three`,
      expected: 'nine numbers',
      found: `${numbers.length}`,
      remedy: 'give three rows of three',
    });
  }
  const value = numbers as unknown as Mat3;
  const determinant = vector.tripleProduct(vector.columns(value));
  if (Math.abs(determinant) < SMALLEST_DETERMINANT) {
    throw dataError({
      message: `${name}: the three columns must not lie in one plane, but the determinant is ${determinant}; give the reciprocal vectors as columns, in wavelengths per A`,
      expected: `a determinant beyond ${SMALLEST_DETERMINANT}`,
      found: `${determinant}`,
      remedy: 'give the reciprocal vectors as columns, in wavelengths per A',
    });
  }
  const warnings =
    determinant < 0
      ? [
          {
            id: 'left-handed-matrix',
            message: `${name}: the matrix is left-handed; a*, b* and c* are used as they are`,
          },
        ]
      : [];
  return { value, warnings };
}
