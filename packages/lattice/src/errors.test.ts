import { expect, test } from 'vitest';
import { givenRotation } from './given-rotation';
import { parseMatrix } from './matrix';
import { crystalOf } from './shapes/shape.fixture';

/** What programs read of an error beside its message. */
interface Parts {
  readonly expected: string;
  readonly found: string;
  readonly remedy: string;
}

const hexagonal = { cell: [25, 25, 29, 90, 90, 120], cells: [7, 4, 5] as const, shape: 'gauss-hkl' };
const motions = { gammaA: 10, sigmaA: 0.3 };
const nine = { expected: 'nine numbers', remedy: 'give three rows of three' };

test.each<[string, () => unknown, Parts]>([
  [
    'a word in a matrix',
    () => parseMatrix('1 x 3'),
    { expected: 'a number', found: 'x', remedy: 'give nine numbers, row by row' },
  ],
  ['a short matrix', () => parseMatrix('1 2 3  4'), { ...nine, found: '4' }],
  [
    'a flat matrix',
    () => parseMatrix('1 0 0 0 1 0 1 1 0'),
    {
      expected: 'a determinant beyond 1e-12',
      found: '0',
      remedy: 'give the reciprocal vectors as columns, in wavelengths per A',
    },
  ],
  [
    'a group without structure factors',
    () => crystalOf({ ...hexagonal, shapeSymmetry: 'auto' }),
    { expected: 'structure factors with a space group', found: 'none', remedy: 'name the group, such as 321' },
  ],
  [
    'a group that the cell lacks',
    () => crystalOf({ ...hexagonal, cell: [22, 27, 31], shapeSymmetry: '321' }),
    {
      expected: 'a group that leaves the cell as it is',
      found: '321',
      remedy: 'choose another group or correct crystal.cell',
    },
  ],
  [
    'large counts off the diagonal',
    () => crystalOf({ ...hexagonal, cellsOffDiagonal: [9, 0, 1] }),
    {
      expected: 'a positive definite matrix of cell counts',
      found: '9, 0, 1',
      remedy: 'use smaller off-diagonal counts',
    },
  ],
  [
    'neighbours of a sharp shape',
    () => crystalOf({ ...hexagonal, shape: 'round', neighbours: 1 }),
    {
      expected: 'one of the shapes gauss, gauss-hkl, gauss-star',
      found: 'round',
      remedy: 'choose one of gauss, gauss-hkl, gauss-star, or leave crystal.neighbours out',
    },
  ],
  [
    'displacements without a length',
    () => crystalOf({ ...hexagonal, diffuse: { ...motions, gammaA: undefined as never } }),
    { expected: 'one length or three', found: 'none', remedy: 'give crystal.diffuse.gammaA' },
  ],
  [
    'a negative displacement',
    () => crystalOf({ ...hexagonal, diffuse: { ...motions, sigmaA: -1 } }),
    {
      expected: 'lengths of 0 or more',
      found: '-1, -1, -1',
      remedy: 'correct it, or leave crystal.diffuse out',
    },
  ],
  [
    'axes that are not perpendicular',
    () => crystalOf({ ...hexagonal, diffuse: { ...motions, frame: [1, 0, 0, 0, 1, 0, 0, 1, 1] } }),
    {
      expected: 'three perpendicular axes of length 1',
      found: '1, 0, 0, 0, 1, 0, 0, 1, 1',
      remedy: 'correct them, or take abc or diagonal',
    },
  ],
  [
    'a Laue class that the cell lacks',
    () => crystalOf({ ...hexagonal, diffuse: { ...motions, laue: '4/m' } }),
    {
      expected: 'a Laue class that leaves the cell as it is',
      found: '4/m',
      remedy: 'choose another class, off, or correct crystal.cell',
    },
  ],
  [
    'diffuse scattering of a sharp shape',
    () => crystalOf({ ...hexagonal, shape: 'tophat', diffuse: motions }),
    {
      expected: 'a shape without edges',
      found: 'tophat',
      remedy: 'choose square, gauss-hkl or another shape without edges',
    },
  ],
  [
    'orders in the form of diffBragg',
    () => crystalOf({ ...hexagonal, diffuse: { ...motions, form: 'diffbragg', orders: 2 } }),
    { expected: '1', found: '2', remedy: 'leave orders out, or take the form liquid' },
  ],
  [
    'two orientations',
    () => givenRotation({ orientation: [1, 0, 0, 0], misset: [1, 2, 3] }),
    {
      expected: 'one orientation',
      found: 'crystal.orientation and crystal.misset',
      remedy: 'leave one of them out',
    },
  ],
])('%s: the parts of the error are in its fields', (_, act, parts) => {
  expect(act).toThrow(expect.objectContaining(parts));
});
