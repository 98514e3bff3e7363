import { parameters } from '@braggsim/core';
import { LATTICE_SYMMETRIES } from '@braggsim/lattice';

/** Parameters of the section `refine`: how a model is refined against images. A simulation does not read them. */
export const refineParameters = parameters({
  'refine.free': {
    type: 'stringList',
    doc: 'numbers to refine, by the names of their flags; misset, cell, ncells and scale when absent',
  },
  'refine.fix': { type: 'stringList', doc: 'numbers to keep, also single ones such as cell.beta' },
  'refine.bounds': { type: 'stringList', doc: 'bounds of numbers as name=low:high; either side may be empty' },
  'refine.restraints': { type: 'stringList', doc: 'targets of numbers as name=value:sigma' },
  'refine.ties': { type: 'stringList', doc: 'numbers that keep their ratios, separated by commas' },
  'refine.lattice': {
    type: 'enum',
    options: LATTICE_SYMMETRIES,
    doc: 'which numbers of the cell are equal or right; what the cell shows when absent',
  },
  'refine.settings': {
    type: 'enum',
    options: ['auto', 'off'],
    doc: 'whether other indexings of the lattice are tried; auto when the orientation is of an indexing program',
  },
  'refine.shared': {
    type: 'stringList',
    doc: 'refined numbers with one value for all images of a list; distance, beam-centre, detector-rotation, wavelength, f-hkl and dispersion when absent',
  },
  'refine.boxPx': { type: 'integer', min: 1, max: 200, unit: 'px', doc: 'half edge of the boxes around spots' },
  'refine.background': {
    type: 'enum',
    options: ['none', 'constant', 'plane', 'radial'],
    default: 'plane',
    doc: 'background beneath spots, one for each box; radial is one smooth curve for the image',
  },
  'refine.mask': {
    type: 'text',
    doc: 'mask file besides those of the detector: an image whose zeros mark pixels to leave out, a mask of DIALS, or an .expt or .geom file with masks and limits',
  },
  'refine.trusted': {
    type: 'numbers',
    unit: 'ADU',
    count: 2,
    doc: 'least and largest recorded value that is used; that of the files when absent',
  },
  'refine.gain': {
    type: 'number',
    unit: 'ADU/photon',
    min: 0,
    exclusiveMin: true,
    doc: 'recorded units per photon; that of the readout, or else of the files, when absent',
  },
  'refine.readNoise': { type: 'number', unit: 'ADU', min: 0, doc: 'readout noise; that of the readout when absent' },
  'refine.dMinA': { type: 'number', unit: 'Å', min: 0, doc: 'pixels of smaller d-spacing are left out' },
  'refine.dMaxA': { type: 'number', unit: 'Å', min: 0, doc: 'pixels of larger d-spacing are left out' },
  'refine.method': {
    type: 'enum',
    options: ['gauss-newton', 'lbfgs'],
    default: 'gauss-newton',
    doc: 'how the deviance of one image is minimised; lbfgs is for thousands of numbers, and takes many more evaluations',
  },
  'refine.tolerance': {
    type: 'number',
    min: 0,
    exclusiveMin: true,
    default: 0.05,
    doc: 'largest last step of a converged refinement, in standard deviations',
  },
  'refine.maxEvaluations': {
    type: 'integer',
    min: 1,
    default: 200,
    doc: 'evaluations of the model of an image after which the refinement stops',
  },
  'refine.anomalous': { type: 'boolean', default: false, doc: 'f-hkl: Friedel mates have amplitudes of their own' },
  'refine.reject': { type: 'boolean', default: false, doc: 'leave boxes out that stand out, and refine once more' },
});
