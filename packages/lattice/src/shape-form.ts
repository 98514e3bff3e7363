import { type Mat3, usageError, type Vec3, vector } from '@braggsim/core';
import { type GroupSymbol, indexRotations, latticeHas, pointGroupOf, turnedForm } from './point-groups';

/** Numbers of cells as a symmetric matrix, and the quadratic form of index offsets that spots have. */
export interface ShapeForm {
  /** Unit cells in the crystal: the determinant of the matrix of cell counts. */
  readonly total: number;
  /** Symmetric matrix W of the squared radius dh^T W dh. */
  readonly form: Mat3;
}

/** What the form of a crystal's spots follows from. */
export interface ShapeFormRequest {
  /** Unit cells along a, b and c. */
  readonly cells: Vec3;
  /** Off-diagonal counts Nab, Nbc, Nac. */
  readonly offDiagonal?: Vec3 | undefined;
  /** Group whose rotations the spots shall have; `auto` for that of the structure factors. */
  readonly symmetry?: GroupSymbol | 'auto' | undefined;
  /** Proper rotations of the structure factors' space group, as they act on indices; absent where no file names one. */
  readonly rotations?: readonly Mat3[] | undefined;
  /** Reciprocal vectors, 1/A. */
  readonly reciprocal: vector.Basis;
}

/** Returns the symmetric matrix of cell counts N. */
const countMatrix = ([na, nb, nc]: Vec3, [nab, nbc, nac]: Vec3): Mat3 => [na, nab, nac, nab, nb, nbc, nac, nbc, nc];

/** Tells whether a symmetric matrix is positive definite, by Sylvester's criterion: all leading minors are positive. */
const isPositiveDefinite = (m: Mat3): boolean => m[0] > 0 && m[0] * m[4] - m[1] * m[3] > 0 && vector.determinant(m) > 0;

/** Returns the mean of g^T W g over a group, scaled so that the determinant is that of W: W' = c <W>, c = (det W / det <W>)^(1/3). */
function averaged(form: Mat3, rotations: readonly Mat3[]): Mat3 {
  const turned = rotations.map((rotation) => turnedForm(form, rotation));
  const mean = form.map((_, i) => turned.reduce((sum, w) => sum + (w[i] as number), 0) / rotations.length);
  const factor = Math.cbrt(vector.determinant(form) / vector.determinant(mean as unknown as Mat3));
  return mean.map((x) => factor * x) as unknown as Mat3;
}

/**
 * Returns the rotations that a symbol asks for.
 *
 * @throws BraggsimError (`usage`) for a group that the lattice does not have, and for `auto` without a space group
 */
function rotationsOf(symmetry: GroupSymbol | 'auto', { rotations, reciprocal }: ShapeFormRequest): readonly Mat3[] {
  if (symmetry === 'auto') {
    if (rotations) return rotations;
    throw usageError({
      message:
        'crystal.shapeSymmetry is auto, and the structure factors name no space group; expected an MTZ, mmCIF or model file that has one; name the group, such as 321',
      expected: 'structure factors with a space group',
      found: 'none',
      remedy: 'name the group, such as 321',
    });
  }
  const group = pointGroupOf(symmetry);
  if (latticeHas(group, reciprocal)) return indexRotations(group);
  throw usageError({
    message: `crystal.shapeSymmetry is ${symmetry}, and the cell does not have its rotations; expected a group that leaves the cell as it is; choose another group or correct crystal.cell`,
    expected: 'a group that leaves the cell as it is',
    found: symmetry,
    remedy: 'choose another group or correct crystal.cell',
  });
}

/**
 * Returns the quadratic form of a crystal's spots in index offsets: W = N^T N of the symmetric matrix N of cell counts, averaged
 * over the rotations of a group where one is given.
 *
 * @returns undefined for a plain block of cells, whose form has only squares
 * @throws BraggsimError (`usage`) for counts that are not positive definite, and for a group that the lattice does not have
 */
export function shapeForm(request: ShapeFormRequest): ShapeForm | undefined {
  const { cells, offDiagonal, symmetry } = request;
  const skewed = offDiagonal?.some((n) => n !== 0);
  if (!skewed && symmetry === undefined) return undefined;
  const counts = countMatrix(cells, offDiagonal ?? [0, 0, 0]);
  if (!isPositiveDefinite(counts)) {
    throw usageError({
      message: `crystal.cellsOffDiagonal ${offDiagonal?.join(', ')} is too large beside crystal.cells ${cells.join(', ')}: expected a positive definite matrix of cell counts; use smaller off-diagonal counts`,
      expected: 'a positive definite matrix of cell counts',
      found: `${offDiagonal?.join(', ')}`,
      remedy: 'use smaller off-diagonal counts',
    });
  }
  const form = vector.multiply(vector.transpose(counts), counts);
  const total = vector.determinant(counts);
  return { total, form: symmetry === undefined ? form : averaged(form, rotationsOf(symmetry, request)) };
}
