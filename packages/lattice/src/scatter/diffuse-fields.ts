import { parameters } from '@braggsim/core';
import { LAUE_CLASSES, type LaueClass } from '../point-groups';

/** Fields of `crystal.diffuse` by their paths in the experiment. */
export const diffuseParameters = parameters({
  'crystal.diffuse.gammaA': {
    type: 'number',
    unit: 'Å',
    perAxis: true,
    min: 0,
    exclusiveMin: true,
    flag: '--diffuse-gamma',
    doc: 'correlation length of the displacements along the principal axes; one number: all axes alike',
  },
  'crystal.diffuse.sigmaA': {
    type: 'number',
    unit: 'Å',
    perAxis: true,
    min: 0,
    flag: '--diffuse-sigma',
    doc: 'root mean square displacement along the principal axes; one number: all axes alike',
  },
  'crystal.diffuse.frame': {
    type: 'numbers',
    count: 9,
    options: ['abc', 'diagonal'],
    default: 'abc',
    doc: 'principal axes: abc, along a, c* x a and c*; diagonal, halfway between the first two; or nine numbers, each axis as a row on these three',
  },
  'crystal.diffuse.laue': {
    type: 'enum',
    options: ['off', ...(Object.keys(LAUE_CLASSES) as LaueClass[])],
    default: 'off',
    doc: 'Laue class over whose rotations the scattering is averaged; hexagonal axes for trigonal classes',
  },
  'crystal.diffuse.stencil': {
    type: 'integer',
    min: 0,
    max: 8,
    default: 1,
    flag: '--diffuse-stencil',
    doc: 'reciprocal lattice points to each side of the nearest one that scatter diffusely at a sample',
  },
  'crystal.diffuse.orders': {
    type: 'integer',
    min: 1,
    max: 30,
    default: 1,
    doc: 'orders of the expansion in the displacements',
  },
  'crystal.diffuse.attenuates': {
    type: 'enum',
    options: ['none', 'diffuse', 'both'],
    default: 'diffuse',
    doc: 'what the displacements attenuate: the diffuse scattering alone, where amplitudes hold their temperature factors; the spots as well, for amplitudes of atoms at rest; or neither',
  },
  'crystal.diffuse.form': {
    type: 'enum',
    options: ['liquid', 'diffbragg'],
    default: 'liquid',
    doc: 'scale and place: liquid is on the absolute scale, with the displacements of every sample; diffbragg is on the scale of that program, with those of the nearest reciprocal lattice point',
  },
  'crystal.diffuse.bragg': {
    type: 'boolean',
    default: true,
    doc: 'whether the spots are computed too; false: the diffuse scattering alone',
  },
});
