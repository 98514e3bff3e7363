import { dataError, type Mat3, units, type Vec3, vector } from '@braggsim/core';
import type { Compatibility } from '@braggsim/core/derived';
import { decimal, didYouMean, inFile, linesOf } from '@braggsim/core/text';
import { type TypedCell, typedCell } from '../cell';
import { missetRotation, type Orientation, orientationOf, orientedCell } from './matrix-text';

/** The effect of a line of keywords. */
type Step =
  | { readonly kind: 'cell'; readonly cell: TypedCell }
  | { readonly kind: 'matrix'; readonly orientation: Orientation }
  | { readonly kind: 'rotation'; readonly rotation: Mat3 }
  | { readonly kind: 'turn'; readonly rotation: Mat3 }
  | { readonly kind: 'random'; readonly spread: number | undefined; readonly seed: number | undefined };

/** The keywords of a file, as UBtoA reads them from its input. */
export interface Keywords {
  readonly steps: readonly Step[];
  readonly wavelengthA: number | undefined;
}

/** The least and largest number of values after a keyword, and their description. */
const WORDS = {
  CELL: [6, 6, 'a b c alpha beta gamma'],
  MATRIX: [9, 9, 'the nine numbers of a*, b*, c* (1/A), row by row'],
  UMAT: [9, 9, 'the nine numbers of a rotation, row by row'],
  MISSET: [3, 3, 'the rotations about x, y and z (deg)'],
  RANDOM: [0, 2, 'nothing, or the largest angle (deg) and a seed'],
  WAVE: [1, 1, 'the wavelength (A)'],
} as const satisfies Readonly<Record<string, readonly [number, number, string]>>;
type Word = keyof typeof WORDS;

/** Tolerance of the lengths and products of the rows of a rotation, for the rounding of printed digits. */
const ROUNDING = 1e-3;
/** Determinant below which the vectors of a matrix count as coplanar. */
const DETERMINANT_EPSILON = 1e-12;

/** Returns the keyword that a token begins with, such as WAVELENGTH or UMATRIX. */
const wordOf = (token: string): Word | undefined =>
  (Object.keys(WORDS) as Word[]).find((word) => token.toUpperCase().startsWith(word));

const mat3 = (numbers: readonly number[]): Mat3 => numbers as unknown as Mat3;

function stepOf(word: Exclude<Word, 'WAVE'>, numbers: readonly number[]): Step {
  switch (word) {
    case 'CELL': {
      const cell = typedCell(numbers);
      if (cell && numbers.every((x) => x > 0)) return { kind: 'cell', cell };
      throw dataError(`CELL needs lengths and angles above 0, found ${numbers.join(' ')}`);
    }
    case 'MATRIX': {
      const axes = vector.columns(mat3(numbers));
      const determinant = vector.tripleProduct(axes);
      if (Math.abs(determinant) > DETERMINANT_EPSILON) return { kind: 'matrix', orientation: orientationOf(axes) };
      throw dataError(`the columns of MATRIX lie in one plane: its determinant is ${determinant}`);
    }
    case 'UMAT': {
      const rotation = mat3(numbers);
      const product = vector.multiply(rotation, vector.transpose(rotation));
      const error = product.map((x, i) => Math.abs(x - (vector.IDENTITY[i] as number)));
      if (Math.max(...error) < ROUNDING) return { kind: 'rotation', rotation };
      throw dataError(
        'UMAT is not a rotation: its rows must be of length 1, at right angles; MATRIX takes a*, b* and c*',
      );
    }
    case 'MISSET':
      return { kind: 'turn', rotation: missetRotation(numbers.map(units.fromDegrees) as unknown as Vec3) };
    case 'RANDOM': {
      const [spreadDeg, seed] = numbers;
      if ((spreadDeg ?? 0) < 0 || !Number.isInteger(seed ?? 0) || (seed ?? 0) < 0) {
        throw dataError(`RANDOM needs an angle and a whole number from 0 as its seed, found ${numbers.join(' ')}`);
      }
      return { kind: 'random', spread: spreadDeg === undefined ? undefined : units.fromDegrees(spreadDeg), seed };
    }
  }
}

/**
 * Parses lines of keywords, ignoring case. `#` and `!` start a comment.
 *
 * @param name name of the file, for messages
 * @throws BraggsimError (`data`) naming the invalid line, or when no line gives the cell
 */
export function parseKeywords(text: string, name: string): Keywords {
  const steps: Step[] = [];
  let wavelengthA: number | undefined;
  for (const [index, line] of linesOf(text).entries()) {
    const [token, ...rest] = line
      .replace(/[#!].*$/, '')
      .split(/[\s,]+/)
      .filter(Boolean);
    if (token === undefined) continue;
    inFile(`${name}, line ${index + 1}`, () => {
      const [word, numbers] = readLine(token, rest);
      if (word === 'WAVE') wavelengthA = positive(numbers[0] as number);
      else steps.push(stepOf(word, numbers));
    });
  }
  if (!steps.some(({ kind }) => kind === 'cell' || kind === 'matrix')) {
    throw dataError(
      `${name} has no cell: a line such as CELL 74 74 34 90 90 90, or MATRIX with nine numbers, is missing`,
    );
  }
  return { steps, wavelengthA };
}

function readLine(token: string, rest: readonly string[]): [Word, readonly number[]] {
  const word = wordOf(token);
  if (!word) {
    const words = Object.keys(WORDS);
    throw dataError(
      `'${token}' is not a keyword${didYouMean(token.toUpperCase(), words, `; the keywords are ${words.join(', ')}`)}`,
    );
  }
  const [least, most, what] = WORDS[word];
  const numbers = rest.map((text) => decimal(text));
  if (numbers.length < least || numbers.length > most || numbers.includes(undefined)) {
    throw dataError(`${word} takes ${what}, not '${rest.join(' ')}'`);
  }
  return [word, numbers as number[]];
}

function positive(wavelengthA: number): number {
  if (wavelengthA > 0) return wavelengthA;
  throw dataError(`WAVE needs a wavelength above 0, found ${wavelengthA}`);
}

/** Returns the random rotation of a RANDOM line. */
export type Draw = (turn: number, spread: number | undefined, seed: number | undefined) => Mat3;

/**
 * Applies the lines one after the other. CELL keeps the rotation, UMAT keeps the cell, MATRIX replaces both; MISSET and
 * RANDOM add a rotation.
 */
export function applyKeywords({ steps }: Keywords, draw: Draw, form: Compatibility['cellReciprocal']): Orientation {
  let cell: TypedCell | undefined;
  let given: Orientation | undefined;
  let rotation = vector.IDENTITY;
  for (const [turn, step] of steps.entries()) {
    if (step.kind === 'cell') [cell, given] = [step.cell, undefined];
    else if (step.kind === 'matrix') {
      given = step.orientation;
      cell = typedCell(given.cell);
      rotation = given.rotation;
    } else {
      given = undefined;
      if (step.kind === 'rotation') rotation = step.rotation;
      else
        rotation = vector.multiply(rotation, step.kind === 'turn' ? step.rotation : draw(turn, step.spread, step.seed));
    }
  }
  return given ?? orientedCell(cell as TypedCell, rotation, form);
}

/** Tells whether the orientation of keywords has a random rotation. */
export const isDrawn = ({ steps }: Keywords): boolean => steps.some(({ kind }) => kind === 'random');
