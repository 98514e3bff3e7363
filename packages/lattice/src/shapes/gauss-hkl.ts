import { term } from '@braggsim/core';
import type { Crystal } from '@braggsim/core/derived';
import {
  cellsOffDiagonalParameter,
  cellTotal,
  NORMALIZED_SHAPE,
  narrowOffsets,
  OFFSETS,
  shapeSymmetryParameter,
} from './fields';
import { diagonalRadiusSquared, fullForm, indexForm, matrixForm, type QuadraticForm, radiusSquared } from './form';
import { GAUSSIAN_WIDTH, gaussianHalfway, gaussianIntegral, gaussianReach, gaussianSlope } from './gaussian';
import { normalized } from './normalized';

/** Returns the factor of the squared radius in the exponent of the intensity. */
const exponent = ({ fudge }: Crystal): number => (2 * fudge) / GAUSSIAN_WIDTH;

/** Returns the coefficients of the exponent: three of squares for a plain block of cells, six for any other. */
const formOf = (crystal: Crystal): readonly number[] =>
  crystal.shapeForm ? matrixForm(crystal.shapeForm.form, exponent(crystal)) : indexForm(crystal, exponent(crystal));

const isFull = (form: readonly unknown[]): form is QuadraticForm => form.length === 6;
const inFull = (form: readonly number[]): QuadraticForm =>
  isFull(form) ? form : fullForm(form as readonly [number, number, number]);

const integralOf = ({ peak, form }: { readonly peak: number; readonly form: readonly number[] }): number =>
  gaussianIntegral({ peak, form: inFull(form) });

/** Crystal shape with Gaussian spots whose radius is measured in indices: the older form of `gauss`. */
export const gaussHkl = term({
  slot: 'shape',
  id: 'gauss-hkl',
  version: 1,
  params: {
    ...NORMALIZED_SHAPE,
    'crystal.cellsOffDiagonal': cellsOffDiagonalParameter,
    'crystal.shapeSymmetry': shapeSymmetryParameter,
  },
  about: {
    equation:
      'F_latt = M exp(-fudge dh^T W dh / 0.63), W = N^T N of the symmetric matrix N of cell counts, averaged over the rotations of crystal.shapeSymmetry, M = det N; (Na dh)^2 + (Nb dk)^2 + (Nc dl)^2 for a plain block of cells',
    citation: 'earlier nanoBragg, as in simtbx of cctbx',
  },
  inputs: OFFSETS,
  constants: (_, { crystal }) => {
    const total = crystal.shapeForm?.total ?? cellTotal(crystal);
    return normalized(crystal, { peak: total ** 2, form: formOf(crystal) }, total, integralOf);
  },
  formula: (m, offsets, { peak, form }) => {
    const narrow = narrowOffsets(m, offsets);
    const radius = isFull(form)
      ? radiusSquared(m, narrow, form)
      : diagonalRadiusSquared(
          m,
          narrow,
          form as unknown as Parameters<typeof diagonalRadiusSquared<(typeof narrow)[0]>>[2],
        );
    return m.product(peak, m.exp(m.neg(radius)));
  },
  integral: integralOf,
  slope: ({ form }) => gaussianSlope(inFull(form)),
  gaussian: ({ peak, form }) => ({ peak, form: isFull(form) ? form : [...form, 0, 0, 0] }),
  reach: ({ form }, _, cutoff) => gaussianReach(inFull(form), cutoff),
  halfway: ({ form }) => gaussianHalfway(inFull(form)),
});
