import { parameters, type SectionOf } from '@braggsim/core';

/** Parameters of the structure amplitudes. */
export const reflectionParameters = parameters({
  'structureFactors.file': {
    type: 'text',
    flag: '--hkl',
    doc: 'list of structure amplitudes: text of h k l F in P1, MTZ, mmCIF, CrystFEL or XDS_ASCII.HKL, packed with gzip or not',
  },
  'structureFactors.column': {
    type: 'text',
    flag: '--column',
    doc: 'column of an MTZ or mmCIF file, by label or type letter; the best there is when absent',
  },
  'structureFactors.intensities': {
    type: 'boolean',
    flag: '--intensities',
    doc: 'accept intensities, from XDS_ASCII.HKL or the fourth column of text, and use their square roots as amplitudes; negative ones give 0',
  },
  'structureFactors.model': {
    type: 'text',
    flag: '--model',
    doc: 'PDB or mmCIF model to calculate structure factors from, instead of a list; it also gives the cell',
  },
  'structureFactors.dMinA': {
    type: 'number',
    unit: 'Å',
    min: 0,
    exclusiveMin: true,
    flag: '--dmin',
    doc: 'structure factors of a model are calculated to this d-spacing',
  },
  'structureFactors.cache': {
    type: 'text',
    doc: 'binary cache of the table of amplitudes; read when no list is given, written otherwise',
  },
  'structureFactors.default': {
    type: 'number',
    unit: 'electrons',
    default: 0,
    flag: '--default-f',
    doc: 'amplitude of indices that the table lacks',
  },
  'structureFactors.unit': {
    type: 'enum',
    options: ['electrons', 'A'],
    default: 'electrons',
    doc: 'unit of the amplitudes of a list: electrons for X-rays; A (Å) for electrons, as sums of their scattering factors for the rest mass',
  },
  'structureFactors.f000': {
    type: 'number',
    unit: 'electrons',
    min: 0,
    flag: '--f000',
    doc: 'amplitude of 0 0 0, in the direct beam, in place of that of the list or model',
  },
  'structureFactors.structure': {
    type: 'stage',
    slot: 'structure',
    doc: 'structure term of a plug-in that gives the squared amplitude, instead of the list or the default',
  },
  'structureFactors.interpolation': {
    type: 'enum',
    options: ['auto', 'nearest', 'tricubic'],
    default: 'auto',
    flag: '--interpolation',
    doc: 'interpolate amplitudes between Miller indices; auto does so where the crystal has at most two cells along an edge, unless it has neighbours or diffuse scattering',
  },
});

/** The type of the section `structureFactors` of an experiment. */
export type StructureFactorSection = SectionOf<typeof reflectionParameters, 'structureFactors'>;
