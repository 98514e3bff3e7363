import { term, vector } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';
import type { Triple } from '@braggsim/formula';
import { rotateAbout } from './rotation';

export const curvedConstants = (detector: Detector) => {
  const { beam, fast, slow, distance, curvatureCentreFast, curvatureCentreSlow } = detector;
  const handedness = vector.dot(vector.cross(fast, slow), beam) < 0 ? -1 : 1;
  return {
    beam,
    fast,
    slow,
    radius: distance,
    centreFast: curvatureCentreFast,
    centreSlow: curvatureCentreSlow,
    /** Half turns per metre along the surface, signed so that both offsets advance along their axes. */
    halfTurnsPerMetre: handedness / (Math.PI * distance),
  };
};

/**
 * Sphere about the sample that touches the detector plane where the direct beam meets it. Offsets along fast and slow
 * become angles about slow and fast, so that |X| is the same for all pixels of a layer.
 */
export const curved = term({
  slot: 'surface',
  id: 'curved',
  version: 1,
  params: {},
  about: {
    equation: 'X = Rot(f, -(S - Sb)/L) Rot(s, (F - Fb)/L) (L + depth) b',
    citation: 'nanoBragg, J. M. Holton, with offsets taken in the frame of the detector',
  },
  inputs: ['fastOffset', 'slowOffset', 'depth'],
  constants: (_params, { detector }) => curvedConstants(detector),
  formula: (m, at, c) => {
    const aroundSlow = m.product(m.minus(at.fastOffset, c.centreFast), c.halfTurnsPerMetre);
    const aroundFast = m.product(m.minus(c.centreSlow, at.slowOffset), c.halfTurnsPerMetre);
    const direction = rotateAbout(m, rotateAbout(m, c.beam, c.slow, aroundSlow), c.fast, aroundFast);
    const radius = m.sum(c.radius, at.depth);
    const along = (i: 0 | 1 | 2) => m.product(direction[i], radius);
    return [along(0), along(1), along(2)] as Triple<ReturnType<typeof along>>;
  },
});
