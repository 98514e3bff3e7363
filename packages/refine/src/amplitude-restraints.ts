import { usageError, type Vec3, vector, type Warning } from '@braggsim/core';
import { amplitudeName } from './amplitude-variables';
import { AMPLITUDES, keyOf, representative, type UniqueReflection } from './amplitudes';
import type { JoinedRestraint } from './joined-restraints';
import type { RefinedShot } from './refined-shot';
import { FRIEDEL, isJoined, type Restraint, SHELL } from './restraints';

/** Largest number of shells, and the number of reflections that each of them should have at least. */
const SHELLS = 10;
const REFLECTIONS_PER_SHELL = 10;

const ORIGIN: Vec3 = [0, 0, 0];

/** Name of one amplitude, with its indices. */
const ONE_AMPLITUDE = new RegExp(`^${AMPLITUDES}(\\.-?\\d+){3}$`);

/**
 * Checks restraints of amplitudes.
 *
 * @throws BraggsimError (`usage`) for a name that is none of amplitudes, where amplitudes are not refined, where Friedel mates have one amplitude, and for a target that is no ratio
 */
export function checkAmplitudeRestraints(
  restraints: readonly Restraint[],
  { free, anomalous }: { readonly free: boolean; readonly anomalous: boolean },
): void {
  for (const { name, value } of restraints) {
    if (name !== AMPLITUDES && !name.startsWith(`${AMPLITUDES}.`)) continue;
    if (name !== AMPLITUDES && !isJoined(name) && !ONE_AMPLITUDE.test(name)) {
      throw usageError(
        `--restrain knows no '${name}'; there are ${AMPLITUDES}, ${FRIEDEL}, ${SHELL} and single amplitudes such as ${AMPLITUDES}.1.-2.3`,
      );
    }
    if (!free)
      throw usageError(`--restrain names '${name}', and no amplitudes are refined: give --free with ${AMPLITUDES}`);
    if (name === FRIEDEL && !anomalous) {
      throw usageError(`--restrain ${FRIEDEL} needs Friedel mates with amplitudes of their own: give --anomalous`);
    }
    if ((name === AMPLITUDES || isJoined(name)) && !(value > 0)) {
      throw usageError(`--restrain ${name} takes a ratio above 0, usually 1, found ${value}`);
    }
  }
}

/** Returns a warning for each restraint of one amplitude that is not refined. */
export const unseenRestraints = (
  restraints: readonly Restraint[],
  reflections: readonly UniqueReflection[],
): Warning[] => {
  const seen = new Set(reflections.map(({ hkl }) => amplitudeName(hkl)));
  return restraints
    .filter(({ name }) => ONE_AMPLITUDE.test(name) && !seen.has(name))
    .map(({ name }) => ({
      id: 'restraint-unseen',
      message: `--restrain ${name} has no effect: this reflection is not among the refined ones, which the table lists with one of equivalent indices each`,
    }));
};

/**
 * Returns the restraints of several amplitudes in terms of their unknowns, the logarithms of their ratios to the start. `f-hkl.friedel` sets the
 * ratio of each amplitude to that of its Friedel mate; `f-hkl.shell`, in each shell of resolution, the geometric mean of the ratios to the start.
 *
 * @param reflections all that are refined
 * @param rotations of the point group, as they act on indices
 * @param reciprocal a*, b*, c* in any unit
 */
export function joinedRestraints(
  restraints: readonly Restraint[],
  reflections: readonly UniqueReflection[],
  { rotations, reciprocal }: Pick<RefinedShot, 'rotations' | 'reciprocal'>,
): JoinedRestraint[] {
  return restraints.flatMap(({ name, value, sigma }): JoinedRestraint[] => {
    if (name === FRIEDEL) {
      return friedelPairs(reflections, rotations).map(([one, mate]) => ({
        weights: [
          [amplitudeName(one.hkl), 1],
          [amplitudeName(mate.hkl), -1],
        ] as const,
        value: Math.log((value * mate.amplitude) / one.amplitude),
        sigma,
      }));
    }
    if (name !== SHELL) return [];
    return shells(reflections, reciprocal).map((shell) => ({
      weights: shell.map(({ hkl }) => [amplitudeName(hkl), 1 / shell.length] as const),
      value: Math.log(value),
      sigma,
    }));
  });
}

/** Returns reflections with their Friedel mates where both are refined and not equivalent. */
function friedelPairs(
  reflections: readonly UniqueReflection[],
  rotations: RefinedShot['rotations'],
): (readonly [UniqueReflection, UniqueReflection])[] {
  const known = new Map(reflections.map((one) => [keyOf(one.hkl), one]));
  const taken = new Set<string>();
  return reflections.flatMap((one) => {
    const key = keyOf(representative(vector.scale(one.hkl, -1), rotations, true));
    const mate = known.get(key);
    taken.add(keyOf(one.hkl));
    return mate && !taken.has(key) ? [[one, mate] as const] : [];
  });
}

/** Returns shells of resolution with equally many reflections, from low to high resolution. */
function shells(
  reflections: readonly UniqueReflection[],
  reciprocal: RefinedShot['reciprocal'],
): (readonly UniqueReflection[])[] {
  const lengthOf = ({ hkl }: UniqueReflection) =>
    vector.length(reciprocal.reduce((sum, axis, i) => vector.add(sum, vector.scale(axis, hkl[i] as number)), ORIGIN));
  const ordered = reflections.map((one) => ({ one, length: lengthOf(one) })).sort((a, b) => a.length - b.length);
  const count = Math.min(SHELLS, Math.max(1, Math.floor(ordered.length / REFLECTIONS_PER_SHELL)));
  return Array.from({ length: count }, (_, shell) =>
    ordered
      .slice(Math.floor((shell * ordered.length) / count), Math.floor(((shell + 1) * ordered.length) / count))
      .map(({ one }) => one),
  ).filter((shell) => shell.length > 0);
}
