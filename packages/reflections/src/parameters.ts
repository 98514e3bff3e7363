import { parameters, type RecordOf, type SectionOf } from '@braggsim/core';

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
  'structureFactors.phaseColumn': {
    type: 'text',
    doc: 'column of phases of an MTZ or mmCIF file, by label: PHIC, or the only one, when absent; for anomalous scattering',
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

const anomalousKindParameters = parameters({
  element: { type: 'text', required: true, doc: 'symbol of the element' },
  part: {
    type: 'text',
    doc: 'structure factors with phases of the atoms of this kind, with one electron each; of a model they are calculated',
  },
  dispersion: {
    type: 'text',
    doc: "file of energyEv,f1,f2: f' and f'' in electrons, linear between its lines; the built-in table when absent",
  },
  energiesEv: {
    type: 'numbers',
    unit: 'eV',
    min: 0,
    exclusiveMin: true,
    doc: 'energies of f1 and f2, ascending, in place of a file',
  },
  f1: { type: 'numbers', unit: 'electrons', doc: "values of f' at each of energiesEv" },
  f2: { type: 'numbers', unit: 'electrons', doc: "values of f'' at each of energiesEv" },
  site: { type: 'text', doc: 'chain/residue/atom of a model that the kind is restricted to; empty parts fit any' },
});

const channelParameters = parameters({
  energyEv: { type: 'number', unit: 'eV', min: 0, exclusiveMin: true, required: true, doc: 'photon energy' },
  column: { type: 'text', doc: 'column of the amplitudes at this energy, by label' },
  file: { type: 'text', doc: 'list of the amplitudes at this energy; the common list when absent' },
});

/** Lists of records in the section `structureFactors`. */
export const reflectionRecords = {
  'structureFactors.anomalous': {
    doc: "Kinds of atoms whose anomalous scattering follows the energy of the beam: F = F_b + sum of (f' + i f'') G, with F_b of the list or model.",
    fields: anomalousKindParameters,
  },
  'structureFactors.channels': {
    doc: 'Amplitudes at several energies: their squares are linear between neighbouring ones.',
    fields: channelParameters,
  },
} as const;

/** The type of the section `structureFactors` of an experiment. */
export type StructureFactorSection = SectionOf<typeof reflectionParameters, 'structureFactors'> & {
  readonly anomalous?: readonly RecordOf<typeof anomalousKindParameters>[];
  readonly channels?: readonly RecordOf<typeof channelParameters>[];
};
