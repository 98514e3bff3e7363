import { type Vec3, vector } from '@braggsim/core';
import type { Detector } from '@braggsim/core/derived';

/** Axes of a laboratory frame, as unit vectors of another. */
export interface Frame {
  readonly x: Vec3;
  readonly y: Vec3;
  readonly z: Vec3;
}

/**
 * The NeXus (McStas) frame in the lab frame of an experiment: z along the beam, the electric vector along -x as far as it
 * is at right angles to the beam, y = z x x. Frames of beamline software with the beam along z keep their
 * y upside down, whatever the polarization.
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

/** Zero without its sign, which text and tests would show. */
const plain = (value: number): number => value + 0;

/** Components of a lab vector along the axes of a frame. */
export const within = ({ x, y, z }: Frame, v: Vec3): Vec3 => [
  plain(vector.dot(v, x)),
  plain(vector.dot(v, y)),
  plain(vector.dot(v, z)),
];

/** The frame of DIALS (imgCIF): NeXus with x and z turned round. */
export function dialsFrame(detector: Detector): Frame {
  const { x, y, z } = nexusFrame(detector);
  return { x: vector.scale(x, -1), y, z: vector.scale(z, -1) };
}
