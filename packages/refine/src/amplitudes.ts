import { type Mat3, type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import type { PixelBox } from '@braggsim/simulate';
import type { ModelSource } from './model-source';
import { detectorRays, reciprocalAxes } from './panel-frames';
import { latticeRotations, rotationsOfAmplitudes } from './settings';

/** A reflection that stands for all that are equivalent to it. */
export interface UniqueReflection {
  readonly hkl: Vec3;
  /** Amplitude at the start, electrons. */
  readonly amplitude: number;
}

/** Amplitudes that the pixels of a shot show. */
export interface SeenAmplitudes {
  readonly reflections: readonly UniqueReflection[];
  /** Place of each pixel's reflection among them, over all pixels of the boxes; -1 for pixels of others. */
  readonly of: Int32Array;
}

/** The name by which amplitudes are freed. */
export const AMPLITUDES = 'f-hkl';

/** Photons in the brightest pixel of a reflection above which its amplitude can be refined. */
const MIN_PEAK = 3;

/** Returns the rotations of the crystal's point group as they act on indices: as given, of the files, or those that the amplitudes have. */
export function pointRotations(
  derived: Derived,
  { inputs }: ModelSource,
  given: readonly Mat3[] | undefined,
): readonly Mat3[] {
  if (given) return given;
  if (inputs.indexRotations) return inputs.indexRotations;
  const direct = vector.reciprocal(reciprocalAxes(derived));
  return rotationsOfAmplitudes(latticeRotations(direct), inputs.reflections);
}

/** Returns the equivalent of a reflection that comes last by h, k and l. */
export function representative(hkl: Vec3, rotations: readonly Mat3[], anomalous: boolean): Vec3 {
  const rotated = rotations.map((rotation) => vector.transform(rotation, hkl));
  const all = [hkl, ...rotated, ...(anomalous ? [] : [hkl, ...rotated].map((v) => vector.scale(v, -1)))];
  const [h, k, l] = all.reduce((best, one) => (isLater(one, best) ? one : best));
  return [Math.round(h) + 0, Math.round(k) + 0, Math.round(l) + 0];
}

const isLater = (one: Vec3, other: Vec3): boolean => {
  const place = [0, 1, 2].find((i) => Math.round(one[i] as number) !== Math.round(other[i] as number));
  return place !== undefined && (one[place] as number) > (other[place] as number);
};

export const keyOf = ([h, k, l]: Vec3): string => `${h}.${k}.${l}`;

/** Returns the list of amplitudes by index; those that it does not have are of a default. */
function amplitudesOf({ inputs: { reflections } }: ModelSource, fallback: number): (hkl: Vec3) => number {
  if (!reflections) return () => fallback;
  const { count, h, k, l, F } = reflections;
  const known = new Map<string, number>();
  for (let i = 0; i < count; i++) known.set(`${h[i]}.${k[i]}.${l[i]}`, F[i] as number);
  return (hkl) => known.get(keyOf(hkl)) ?? fallback;
}

/**
 * Finds the reflection of each pixel, that with the nearest indices, and those whose amplitudes the shot shows.
 *
 * @param photons of the model over all pixels of the boxes
 * @param rotations of the point group, as they act on indices
 */
export function seenAmplitudes(
  { derived, source, defaultF }: { readonly derived: Derived; readonly source: ModelSource; readonly defaultF: number },
  boxes: readonly PixelBox[],
  photons: Float64Array,
  { rotations, anomalous }: { readonly rotations: readonly Mat3[]; readonly anomalous: boolean },
): SeenAmplitudes {
  const rays = detectorRays(derived);
  const direct = vector.reciprocal(reciprocalAxes(derived));
  const places = new Map<string, number>();
  const byIndex = new Map<string, number>();
  const found: { readonly hkl: Vec3; peak: number }[] = [];
  const all = new Int32Array(photons.length);
  let at = 0;
  for (const { panel, fast, slow } of boxes) {
    for (let y = slow[0]; y < slow[1]; y++) {
      for (let x = fast[0]; x < fast[1]; x++, at++) {
        const q = rays.scatteringAt(panel, x + 0.5, y + 0.5);
        const hkl = direct.map((edge) => Math.round(vector.dot(edge, q)) + 0) as unknown as Vec3;
        const index = keyOf(hkl);
        let place = byIndex.get(index);
        if (place === undefined) {
          const unique = representative(hkl, rotations, anomalous);
          const key = keyOf(unique);
          place = places.get(key) ?? found.push({ hkl: unique, peak: 0 }) - 1;
          places.set(key, place);
          byIndex.set(index, place);
        }
        all[at] = place;
        const one = found[place] as (typeof found)[number];
        one.peak = Math.max(one.peak, photons[at] as number);
      }
    }
  }
  const amplitudeAt = amplitudesOf(source, defaultF);
  const kept = found.flatMap(({ hkl, peak }, place) => {
    const amplitude = amplitudeAt(hkl);
    return peak > MIN_PEAK && amplitude > 0 && hkl.some((index) => index !== 0) ? [{ hkl, amplitude, place }] : [];
  });
  return restricted({ reflections: found.map(({ hkl }) => ({ hkl, amplitude: 0 })), of: all }, kept);
}

/** Returns seen amplitudes of which only some reflections are left. */
function restricted(
  { of }: SeenAmplitudes,
  kept: readonly (UniqueReflection & { readonly place: number })[],
): SeenAmplitudes {
  const next = new Map(kept.map(({ place }, i) => [place, i]));
  return {
    reflections: kept.map(({ hkl, amplitude }) => ({ hkl, amplitude })),
    of: of.map((place) => next.get(place) ?? -1),
  };
}

/** Returns the amplitudes among those of a shot that satisfy a condition. */
export const amplitudesWhere = (
  seen: SeenAmplitudes,
  wanted: (reflection: UniqueReflection) => boolean,
): SeenAmplitudes =>
  restricted(
    seen,
    seen.reflections.flatMap((reflection, place) => (wanted(reflection) ? [{ ...reflection, place }] : [])),
  );
