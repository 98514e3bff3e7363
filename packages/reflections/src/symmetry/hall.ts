import { dataError, type Mat3, type Vec3, vector } from '@braggsim/core';
import { closure, compose, type SymmetryOperation, wrapped } from './operation';

/** Centring translations of each lattice type, besides the origin. */
const CENTRES: Readonly<Record<string, readonly Vec3[]>> = {
  P: [],
  A: [[0, 1 / 2, 1 / 2]],
  B: [[1 / 2, 0, 1 / 2]],
  C: [[1 / 2, 1 / 2, 0]],
  I: [[1 / 2, 1 / 2, 1 / 2]],
  R: [
    [2 / 3, 1 / 3, 1 / 3],
    [1 / 3, 2 / 3, 2 / 3],
  ],
  F: [
    [0, 1 / 2, 1 / 2],
    [1 / 2, 0, 1 / 2],
    [1 / 2, 1 / 2, 0],
  ],
};

/** Rotations about z. `'` and `"` are two-fold axes along a - b and a + b; `*` is three-fold along a + b + c. */
const ABOUT_Z: Readonly<Record<string, Mat3>> = {
  1: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  2: [-1, 0, 0, 0, -1, 0, 0, 0, 1],
  3: [0, -1, 0, 1, -1, 0, 0, 0, 1],
  4: [0, -1, 0, 1, 0, 0, 0, 0, 1],
  6: [1, -1, 0, 1, 0, 0, 0, 0, 1],
  "2'": [0, -1, 0, -1, 0, 0, 0, 0, -1],
  '2"': [0, 1, 0, 1, 0, 0, 0, 0, -1],
  '3*': [0, 0, 1, 1, 0, 0, 0, 1, 0],
};

const SHIFTS: Readonly<Record<string, Vec3>> = {
  a: [1 / 2, 0, 0],
  b: [0, 1 / 2, 0],
  c: [0, 0, 1 / 2],
  n: [1 / 2, 1 / 2, 1 / 2],
  u: [1 / 4, 0, 0],
  v: [0, 1 / 4, 0],
  w: [0, 0, 1 / 4],
  d: [1 / 4, 1 / 4, 1 / 4],
};

const SYMBOL = /^(-?)([PABCIRF])((?: -?[1-6]\S*)+)(?: \((-?\d+) (-?\d+) (-?\d+)\))?$/;
const GENERATOR = /^(-?)([12346])([xyz]?)(['"=*]?)([abcnuvwd1-5]*)$/;

/** Permutes the axes of a matrix about z cyclically, so that it is about `axis`. */
function turned(matrix: Mat3, axis: number): Mat3 {
  const result: number[] = new Array(9);
  const image = (i: number) => (i + axis + 1) % 3;
  for (let i = 0; i < 9; i++) result[3 * image(Math.floor(i / 3)) + image(i % 3)] = matrix[i] as number;
  return result as unknown as Mat3;
}

/** Combines a rotation with the inversion. */
const inverted = (matrix: Mat3): Mat3 => matrix.map((x) => -x) as unknown as Mat3;

/**
 * Returns the operations that a Hall symbol generates (S. R. Hall, Acta Cryst. A37 (1981) 517; International Tables B,
 * 1.4).
 *
 * @throws BraggsimError (`data`) for a symbol that is not a valid Hall symbol
 */
export function operationsOfHall(symbol: string): SymmetryOperation[] {
  const match = SYMBOL.exec(symbol.trim());
  if (!match) throw dataError(`'${symbol}' is not a Hall symbol`);
  const [, inversion, lattice, rotations, ...origin] = match as unknown as [
    string,
    string,
    string,
    string,
    ...string[],
  ];
  const one = vector.IDENTITY;
  const generators: SymmetryOperation[] = (CENTRES[lattice] as readonly Vec3[]).map((translation) => ({
    rotation: one,
    translation,
  }));
  if (inversion) generators.push({ rotation: inverted(one), translation: [0, 0, 0] });
  let previous: { order: number; axis: number } | undefined;
  for (const word of rotations.trim().split(' ')) {
    const { operation, order, axis } = generator(word, previous, symbol);
    previous = { order, axis };
    generators.push(operation);
  }
  const [x, y, z] = origin.map((shift) => Number(shift ?? 0) / 12) as unknown as Vec3;
  const there: SymmetryOperation = { rotation: one, translation: [x, y, z] };
  const back: SymmetryOperation = { rotation: one, translation: [-x, -y, -z] };
  return closure(generators.map((operation) => compose(there, compose(operation, back))));
}

/** Parses one generator. An omitted axis follows from the position in the symbol. */
function generator(word: string, previous: { order: number; axis: number } | undefined, symbol: string) {
  const match = GENERATOR.exec(word);
  if (!match) throw dataError(`'${word}' of the Hall symbol '${symbol}' is not a rotation`);
  const [, improper, digit, letter, mark, shifts] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const order = Number(digit);
  let diagonal = mark === '=' ? '"' : mark;
  let axis = letter ? 'xyz'.indexOf(letter) : 2;
  if (!letter && !diagonal && previous) {
    if (order === 2 && (previous.order === 2 || previous.order === 4)) axis = 0;
    else if (order === 2) diagonal = "'";
    else if (order === 3) diagonal = '*';
  } else if (!letter && (diagonal === "'" || diagonal === '"') && previous) axis = previous.axis;
  const matrix = ABOUT_Z[`${digit}${diagonal}`];
  if (!matrix) throw dataError(`'${word}' of the Hall symbol '${symbol}' is not a rotation`);
  const proper = turned(matrix, axis);
  const rotation = improper ? inverted(proper) : proper;
  const translation: [number, number, number] = [0, 0, 0];
  for (const shift of shifts) {
    if (SHIFTS[shift]) for (const i of [0, 1, 2] as const) translation[i] += SHIFTS[shift][i];
    else translation[axis as 0 | 1 | 2] += Number(shift) / order;
  }
  return { operation: { rotation, translation: translation.map(wrapped) as unknown as Vec3 }, order, axis };
}
