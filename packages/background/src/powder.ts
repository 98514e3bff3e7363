import { parameters } from '@braggsim/core';
import { ringsParameters } from './rings';

const { cells, sizeA, strainPercent } = ringsParameters;

/**
 * Parameters of a `powder` background, as an experiment gives them: rings whose d-spacings and strengths follow from a cell and
 * its reflections.
 */
export const powderParameters = parameters({
  cell: {
    type: 'numbers',
    unit: 'Å, deg',
    count: [1, 2, 3, 4, 5, 6],
    doc: 'a b c alpha beta gamma; b and c default to a, angles to 90; that of the file of structure factors when absent',
  },
  spaceGroup: {
    type: 'text',
    doc: 'symbol of the space group (P m -3 m), whose allowed reflections all have one amplitude; instead of structureFactors',
  },
  amplitude: {
    type: 'number',
    unit: 'electrons',
    min: 0,
    exclusiveMin: true,
    doc: 'structure amplitude of every reflection that the space group allows',
  },
  structureFactors: {
    type: 'text',
    doc: 'file of structure factors of any format: the strength of a ring is the sum of the squared amplitudes of its reflections',
  },
  dMinA: {
    type: 'number',
    unit: 'Å',
    min: 0,
    exclusiveMin: true,
    doc: 'least d-spacing of a ring; with structureFactors all that are listed when absent',
  },
  cells,
  sizeA,
  strainPercent,
});
