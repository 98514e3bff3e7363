import { dataError, type Mat3, vector } from '@braggsim/core';
import { decimal, linesOf } from '@braggsim/core/text';
import { MAX_SAMPLES } from './limits';

/** Mosaic blocks of a file. */
export interface Blocks {
  readonly name: string;
  /** Row-major rotation matrices [block, 3, 3]. */
  readonly rotations: Float64Array;
  /** Weights as given, 1 where absent. */
  readonly weights: Float64Array;
}

/** Largest difference of a rotation times its transpose from the identity. */
const ORTHOGONAL = 1e-6;

const isRotation = (m: Mat3): boolean =>
  vector.determinant(m) > 0 &&
  vector.multiply(m, vector.transpose(m)).every((x, i) => Math.abs(x - (vector.IDENTITY[i] as number)) <= ORTHOGONAL);

/**
 * Reads mosaic blocks, one a line: the nine numbers of a rotation, row by row, and a weight, 1 when absent. Numbers are
 * separated by blanks or commas; `#` starts a comment.
 *
 * @param name of the file, for messages
 * @throws BraggsimError (`data`) with the name of the file and the number of the line
 */
export function parseBlocks(text: string, name: string): Blocks {
  const rotations: number[] = [];
  const weights: number[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    const words = line.replace(/#.*$/, '').match(/[^\s,]+/g);
    if (!words) continue;
    const fault = (problem: string) => dataError(`${name}, line ${index + 1}: ${problem}`);
    if (words.length !== 9 && words.length !== 10) {
      throw fault(`expected the nine numbers of a rotation and perhaps a weight, found ${words.length} words`);
    }
    const numbers = words.map((word) => {
      const value = decimal(word);
      if (value !== undefined && Number.isFinite(value)) return value;
      throw fault(`expected a number, found '${word.slice(0, 40)}'`);
    });
    const matrix = numbers.slice(0, 9) as unknown as Mat3;
    if (!isRotation(matrix)) {
      throw fault(
        `expected a rotation (rows of unit length, at right angles, determinant 1, to ${ORTHOGONAL}), found determinant ${vector.determinant(matrix)}`,
      );
    }
    const weight = numbers[9] ?? 1;
    if (weight < 0) throw fault(`expected a weight of at least 0, found ${weight}`);
    if (weights.length === MAX_SAMPLES) throw fault(`expected at most ${MAX_SAMPLES} blocks`);
    rotations.push(...matrix);
    weights.push(weight);
  }
  if (weights.length === 0)
    throw dataError(`${name} has no mosaic blocks; expected lines of nine numbers and a weight`);
  if (!weights.some((weight) => weight > 0)) throw dataError(`${name}: the weights of the blocks add up to zero`);
  return { name, rotations: Float64Array.from(rotations), weights: Float64Array.from(weights) };
}
