import { parameters } from '@braggsim/core';

/** Where structure amplitudes come from. */
export const reflectionParameters = parameters({
  'structureFactors.file': {
    type: 'text',
    flag: '--hkl',
    doc: 'list of structure amplitudes in P1, h k l F a line',
  },
  'structureFactors.cache': {
    type: 'text',
    doc: 'binary cache of the table: read when no file is given, written otherwise',
  },
  'structureFactors.default': {
    type: 'number',
    unit: 'electrons',
    default: 0,
    flag: '--default-f',
    doc: 'amplitude of indices that the table lacks',
  },
  'structureFactors.interpolation': {
    type: 'choice',
    options: ['auto', 'nearest', 'tricubic'],
    default: 'auto',
    flag: '--interpolation',
    doc: 'between Miller indices; auto interpolates where the crystal has at most two cells along an edge',
  },
});
