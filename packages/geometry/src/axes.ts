import { type Convention, usageError, type Vec3, vector, type Warning } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { requireFinite } from './checks';
import { type Axes, CONVENTIONS } from './conventions';
import type { AxisName } from './sections';

/** Largest departure from a right-handed orthonormal basis without a warning. */
const ORTHONORMAL = 1e-6;
/** Largest rounding error of a component of a unit vector. */
const ROUNDING = 1e-9;
/** Sine of the angle below which two directions are parallel. */
const PARALLEL = 1e-9;

/**
 * Resolves the unit vectors of a convention before any rotation. Given vectors replace those of the custom convention
 * only; a spindle axis of the goniometer replaces that of any convention. Fast and slow are not made orthogonal.
 *
 * @throws BraggsimError (`usage`) for a zero vector and for parallel fast and slow
 */
export function resolveAxes(
  convention: Convention,
  typed: Partial<Axes> = {},
  goniometerAxis?: Vec3,
): WithWarnings<Axes> {
  const warnings: Warning[] = [];
  const custom = convention === 'custom';
  const field = (name: AxisName): string =>
    name === 'spindle' && goniometerAxis ? 'goniometer.axis' : `detector.axes.${name}`;
  const raw: Axes = {
    ...CONVENTIONS[convention].axes,
    ...(custom ? typed : {}),
    ...(goniometerAxis && { spindle: goniometerAxis }),
  };
  const direction = (name: AxisName): Vec3 => {
    requireFinite(field(name), raw[name]);
    const result = vector.unit(raw[name]);
    if (vector.length(result) === 0) {
      throw usageError(`${field(name)} must be a direction, found the zero vector; leave it out for the default`);
    }
    return result;
  };

  const fast = direction('fast');
  const slow = direction('slow');
  const across = vector.cross(fast, slow);
  if (vector.length(across) < PARALLEL) {
    throw usageError(
      `detector.axes.fast (${raw.fast.join(' ')}) and detector.axes.slow (${raw.slow.join(' ')}) must not be parallel: they span the detector plane`,
    );
  }
  requireFinite(field('normal'), raw.normal);
  // Only a length of exactly 1 counts as given: the C program compares doubles, and its users rely on 0 0 2 meaning "derive it".
  const derived = vector.length(raw.normal) !== 1;
  const axes: Axes = {
    beam: direction('beam'),
    fast,
    slow,
    normal: derived ? vector.unit(across) : raw.normal,
    polarization: direction('polarization'),
    spindle: direction('spindle'),
    twoTheta: direction('twoTheta'),
  };

  if (custom && typed.spindle && goniometerAxis) {
    warnings.push({
      id: 'field-without-effect',
      message: 'detector.axes.spindle has no effect: goniometer.axis says what the crystal turns about',
    });
  }
  // Where rounding alone keeps its length from 1, the cross product is what was given.
  if (derived && vector.length(vector.subtract(raw.normal, axes.normal)) > ROUNDING) {
    warnings.push({
      id: 'normal-derived',
      message: `detector.axes.normal (${raw.normal.join(' ')}) is not of length 1: the cross product of fast and slow is used instead`,
    });
  }
  if (custom && !isRightHandedOrthonormal(axes)) {
    warnings.push({
      id: 'axes-not-orthonormal',
      message:
        'the fast, slow and normal axes are not a right-handed orthonormal set and are used as they are; give detector.axes.normal (-odet_vector) as fast x slow if that was not meant',
    });
  }
  if (vector.length(vector.cross(axes.beam, axes.polarization)) < PARALLEL) {
    warnings.push({
      id: 'polarization-along-beam',
      message:
        'the polarization vector lies along the beam, so that the polarization has no direction; give detector.axes.polarization across the beam',
    });
  }
  return { value: axes, warnings };
}

function isRightHandedOrthonormal({ fast, slow, normal }: Axes): boolean {
  const across = vector.cross(fast, slow);
  return (
    Math.abs(vector.dot(fast, slow)) <= ORTHONORMAL && vector.length(vector.subtract(across, normal)) <= ORTHONORMAL
  );
}
