import { type Vec3, vector } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';

/** The axes of a frame, as unit vectors of another frame. */
export interface Frame {
  readonly x: Vec3;
  readonly y: Vec3;
  readonly z: Vec3;
}

/**
 * Returns the NeXus (McStas) frame in the lab frame of an experiment: z along the beam, the component of the electric
 * vector perpendicular to the beam along -x, y = z x x. Frames of beamline software with the beam along z keep y
 * pointing down, whatever the polarization.
 */
export function nexusFrame({ beam, polarization, convention }: Detector): Frame {
  const sideways: Vec3 = convention === 'dials' ? [1, 0, 0] : polarization;
  const across = vector.unit(vector.subtract(sideways, vector.scale(beam, vector.dot(sideways, beam))));
  const x = vector.scale(vector.length(across) > 0 ? across : perpendicular(beam), -1);
  return { x, y: vector.cross(beam, x), z: beam };
}

const perpendicular = (v: Vec3): Vec3 => {
  const axis: Vec3 = Math.abs(v[0]) < 0.5 ? [1, 0, 0] : [0, 1, 0];
  return vector.unit(vector.cross(v, axis));
};

/** Converts -0 to 0, so that files and tests do not show the sign. */
const plain = (value: number): number => value + 0;

/** Returns the components of a lab vector along the axes of a frame. */
export const within = ({ x, y, z }: Frame, v: Vec3): Vec3 => [
  plain(vector.dot(v, x)),
  plain(vector.dot(v, y)),
  plain(vector.dot(v, z)),
];

/** Returns the frame of DIALS (imgCIF): that of NeXus with x and z reversed. */
export function dialsFrame(detector: Detector): Frame {
  const { x, y, z } = nexusFrame(detector);
  return { x: vector.scale(x, -1), y, z: vector.scale(z, -1) };
}
