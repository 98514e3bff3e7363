import { type Vec3, vector } from '@braggsim/core';
import type { Sources } from '@braggsim/core/derived';
import type { SourcePlan } from '@braggsim/core/kernel';

/** Length of the cross product of ray and polarization vector below which they are parallel and its direction is rounding noise. */
const PARALLEL_EPSILON = 1e-12;

/**
 * Prepares the sources for a kernel: the direction of each ray and its magnetic vector, which is perpendicular to the ray and
 * to the polarization vector, and zero where these are parallel.
 *
 * @param polarizationAxis unit vector in the laboratory frame
 */
export function sourcePlan(
  { count, positions, wavelengths, weights, areChannels }: Sources,
  polarizationAxis: Vec3,
): SourcePlan {
  const incident = new Float64Array(3 * count);
  const magnetic = new Float64Array(3 * count);
  for (let at = 0; at < 3 * count; at += 3) {
    const towards = vector.unit([positions[at] as number, positions[at + 1] as number, positions[at + 2] as number]);
    const along = vector.scale(towards, -1);
    const across = vector.cross(polarizationAxis, along);
    incident.set(along, at);
    if (vector.length(across) > PARALLEL_EPSILON) magnetic.set(vector.unit(across), at);
  }
  return { count, incident, magnetic, wavelengths, weights, ...(areChannels && { areChannels }) };
}
