import type { Parameter } from '@braggsim/core';

export const neighboursParameter = {
  type: 'integer',
  min: 0,
  max: 2,
  default: 0,
  flag: '--neighbours',
  doc: 'reciprocal lattice points to each side of the nearest one, along every axis, whose Gaussian spots count at a sample: for crystals of about four cells or fewer',
} as const satisfies Parameter;
