import { term } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import { flatConstants, pointOnPlane } from './flat';
import { rotateAbout } from './rotation';

export const curvedLabAxesConstants = (detector: Detector) => ({
  ...flatConstants(detector),
  beam: detector.beam,
  radius: detector.distance,
  halfTurnsPerMetre: 1 / (Math.PI * detector.distance),
});

/**
 * Curved surface of the C program: laboratory y and z of the flat position become angles about slow and fast. With the
 * beam along x the pattern is transposed; with any other beam it is meaningless. Depth in the sensor does not add to
 * |X|.
 */
export const curvedLabAxes = term({
  slot: 'surface',
  id: 'curvedLabAxes',
  version: 1,
  params: {},
  about: {
    equation: 'X = Rot(f, Xz/L) Rot(s, Xy/L) L b, Xy and Xz of the flat detector plane',
    citation: 'nanoBragg, J. M. Holton',
  },
  inputs: ['fastOffset', 'slowOffset', 'depth'],
  constants: (_params, { detector }) => curvedLabAxesConstants(detector),
  formula: (m, at, c) => {
    const [, y, z] = pointOnPlane(m, at, c);
    const direct = [
      m.product(c.radius, c.beam[0]),
      m.product(c.radius, c.beam[1]),
      m.product(c.radius, c.beam[2]),
    ] as const;
    const turned = rotateAbout(m, direct, c.slow, m.product(y, c.halfTurnsPerMetre));
    return rotateAbout(m, turned, c.fast, m.product(z, c.halfTurnsPerMetre));
  },
});
