import { parameters } from '@braggsim/core';
import { diffuseParameters } from './scatter/diffuse-fields';
import { neighboursParameter } from './scatter/fields';
import { cellsOffDiagonalParameter, cellsParameter, fudgeParameter, shapeSymmetryParameter } from './shapes/fields';

/** Fields that an entry of the list `crystals` has besides those of `crystal`. */
export const crystalEntryParameters = parameters({
  scale: {
    type: 'number',
    min: 0,
    default: 1,
    doc: 'number of such coherent blocks in the beam: illuminated volume over the volume of the block; intensities of crystals add',
  },
  copies: {
    type: 'integer',
    min: 1,
    max: 1e6,
    default: 1,
    doc: 'number of such crystals, each with a random misset of its own, drawn from the seed and the number of the copy',
  },
});

/** Fields of the `crystal` and `scan` sections of the experiment file. */
export const latticeParameters = parameters({
  'crystal.cell': {
    type: 'numbers',
    unit: 'Å, deg',
    count: [1, 2, 3, 4, 5, 6],
    flag: '--cell',
    doc: 'a b c alpha beta gamma; b and c default to a, angles to 90',
  },
  'crystal.matrix': {
    type: 'text',
    flag: '--matrix',
    doc: 'file with the orientation: MOSFLM matrix (nine numbers, wavelength times [a* b* c*], row by row), .expt of dxtbx or XPARM.XDS',
  },
  'crystal.misset': {
    type: 'numbers',
    unit: 'deg',
    count: 3,
    options: ['random'],
    default: [0, 0, 0],
    flag: '--misset',
    doc: 'rotations of the crystal about lab x, then y, then z, before the spindle',
  },
  'crystal.missetSeed': {
    type: 'integer',
    min: 0,
    max: 2 ** 31 - 2,
    doc: 'seed of a random misset; the seed of the experiment when absent',
  },
  'crystal.orientation': {
    type: 'numbers',
    count: [4, 9],
    flag: '--orientation',
    doc: 'rotation of the crystal from a* along x and b* in the xy plane of the lab: a unit quaternion w x y z, or the nine numbers of U row by row; in place of misset and matrix',
  },
  'crystal.bFactorA2': {
    type: 'number',
    unit: 'Å²',
    min: 0,
    flag: '--b-factor',
    doc: 'B of the spots, whose intensities are multiplied by exp(-2 B s²), s = sin(theta)/lambda; the background stays',
  },
  'crystal.resolutionA': {
    type: 'number',
    unit: 'Å',
    min: 0,
    exclusiveMin: true,
    flag: '--resolution',
    doc: 'resolution d to which a crystal diffracts, in place of a B factor: B = 4 d² + 2 Å²',
  },
  'crystal.blocks': {
    type: 'number',
    min: 0,
    exclusiveMin: true,
    default: 1,
    flag: '--blocks',
    doc: 'number of independent coherent blocks of so many cells in the beam: it multiplies the spots and not the background',
  },
  'crystal.offsetMm': {
    type: 'numbers',
    unit: 'mm',
    count: 2,
    doc: 'horizontal and vertical offset of the crystal from the axis of a beam with a profile; that of beam.profile when absent',
  },
  'crystal.cells': cellsParameter,
  'crystal.sizeUm': {
    type: 'numbers',
    unit: 'µm',
    count: 3,
    nullableEntries: true,
    flag: '--size',
    doc: 'edges of the crystal along a, b and c; instead of numbers of cells',
  },
  'crystal.shape': {
    type: 'stage',
    slot: 'shape',
    default: 'square',
    flag: '--shape',
    doc: 'crystal shape: square, round, gauss, tophat, gauss-hkl, gauss-star, tophat-hkl, or that of a plug-in',
  },
  'crystal.fudge': fudgeParameter,
  'crystal.cellsOffDiagonal': cellsOffDiagonalParameter,
  'crystal.shapeSymmetry': shapeSymmetryParameter,
  'crystal.neighbours': neighboursParameter,
  'crystal.mosaic.distribution': {
    type: 'enum',
    options: ['cap', 'gauss'],
    default: 'cap',
    flag: '--mosaic-distribution',
    doc: 'how the rotations of domains are distributed: cap, random up to the spread; gauss, the spread being the root mean square about each axis',
  },
  'crystal.mosaic.spreadDeg': {
    type: 'number',
    unit: 'deg',
    perAxis: true,
    min: 0,
    max: 90,
    default: 0,
    flag: '--mosaic',
    doc: 'largest rotation of a mosaic domain; with the distribution gauss the root mean square rotation about each axis',
  },
  'crystal.mosaic.axes': {
    type: 'enum',
    options: ['crystal', 'lab'],
    default: 'crystal',
    doc: 'axes of the rotations of gauss and of a file: those of the crystal, which turn with the spindle (a, c* x a, c*), or x, y, z of the lab',
  },
  'crystal.mosaic.domains': {
    type: 'integer',
    min: 0,
    flag: '--mosaic-domains',
    doc: 'mosaic domains; 10 when there is a spread, else 1',
  },
  'crystal.mosaic.seed': {
    type: 'integer',
    min: 0,
    max: 2 ** 31 - 2,
    default: 12345678,
    flag: '--mosaic-seed',
    doc: 'seed of the rotations of the domains; those of gauss are not random without one',
  },
  'crystal.mosaic.file': {
    type: 'text',
    doc: 'file of domains, one a line: the nine numbers of its rotation, row by row, and its weight (1 when absent)',
  },
  'crystal.cellSpread.percent': {
    type: 'number',
    unit: '%',
    perAxis: true,
    min: 0,
    max: 20,
    default: 0,
    flag: '--cell-spread',
    doc: 'root mean square variation of the cell edges a, b, c from domain to domain; one number: all edges alike',
  },
  ...diffuseParameters,
  'scan.startDeg': { type: 'number', unit: 'deg', default: 0, flag: '--phi', doc: 'spindle angle at the start' },
  'scan.widthDeg': {
    type: 'number',
    unit: 'deg',
    flag: '--osc',
    doc: 'rotation range of one image; negative turns the crystal backwards, which files tell as a rotation about the opposite axis',
  },
  'scan.stepDeg': { type: 'number', unit: 'deg', min: 0, doc: 'angle between two samples of the range' },
  'scan.phiSteps': {
    type: 'integer',
    min: 0,
    flag: '--phi-steps',
    doc: 'samples of the range; 2 when only the range is given',
  },
  'scan.images': { type: 'integer', min: 1, default: 1, flag: '--images', doc: 'images of a series' },
});
