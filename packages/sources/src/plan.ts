import { type SourcePlan, type Sources, type Vec3, vector } from '@braggsim/core';

/** Below this the beam runs along the polarization vector and the direction of their cross product is rounding noise. */
const PARALLEL = 1e-12;

/**
 * What a kernel needs of the sources: where each ray goes and its magnetic vector, the direction across which the
 * polarized part of the beam oscillates; zero where the ray runs along the polarization vector.
 *
 * @param polarizationAxis unit vector in the lab frame
 */
export function sourcePlan({ count, positions, wavelengths, weights }: Sources, polarizationAxis: Vec3): SourcePlan {
  const incident = new Float64Array(3 * count);
  const magnetic = new Float64Array(3 * count);
  for (let at = 0; at < 3 * count; at += 3) {
    const towards = vector.unit([positions[at] as number, positions[at + 1] as number, positions[at + 2] as number]);
    const along = vector.scale(towards, -1);
    const across = vector.cross(polarizationAxis, along);
    incident.set(along, at);
    if (vector.length(across) > PARALLEL) magnetic.set(vector.unit(across), at);
  }
  return { count, incident, magnetic, wavelengths, weights };
}
