/**
 * Orientation matrices as files: from a cell and rotations, from keywords as UBtoA reads them, or from files of other programs, and
 * the text of a MOSFLM matrix.
 *
 * @module
 * @example
 * ```ts
 * import { matrixSource, matrixText } from '@braggsim/lattice/matrices';
 *
 * const { make } = matrixSource('CELL 74 74 34 90 90 90\nMISSET 10 20 30', 'keywords', { wavelengthA: 1, form: 'exact' });
 * console.log(matrixText(make(0, 1), 1, 'corrected').split('\n').length); // 10
 * ```
 */
export {
  drawnRotation,
  matrixText,
  missetRotation,
  type Orientation,
  orientedCell,
  type RotationDraw,
} from './matrix-text';
export { type MatrixSource, type MatrixSourceOptions, matrixSource } from './source';
