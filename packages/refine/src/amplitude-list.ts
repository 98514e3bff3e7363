import { type Vec3, vector } from '@braggsim/core';
import type { Reflections } from '@braggsim/reflections';
import { AMPLITUDES, keyOf, representative } from './amplitudes';
import { standardDeviations } from './covariance';
import type { RefinedShot } from './refined-shot';

/** A refined amplitude. */
interface RefinedAmplitude {
  readonly hkl: Vec3;
  readonly start: number;
  /** Logarithm of the ratio to the start, and its standard deviation. */
  readonly ratio: number;
  readonly error: number;
  /** Shots that show it. */
  readonly shots: number;
}

/** Returns the refined amplitudes of shots that share them, by their indices. */
function refinedAmplitudes(shots: readonly RefinedShot[]): Map<string, RefinedAmplitude> {
  const all = new Map<string, RefinedAmplitude>();
  for (const { variables, x, covariance, amplitudes } of shots) {
    const errors = standardDeviations(covariance);
    const first = variables.findIndex(({ group }) => group === AMPLITUDES);
    for (const [i, { hkl, amplitude }] of (amplitudes?.reflections ?? []).entries()) {
      const before = all.get(keyOf(hkl));
      const [ratio, error] = [x[first + i] as number, errors[first + i] as number];
      all.set(keyOf(hkl), { hkl, start: amplitude, ratio, error, shots: (before?.shots ?? 0) + 1 });
    }
  }
  return all;
}

/** An amplitude of a list, with what a refinement says of it. */
export interface ListedAmplitude {
  readonly hkl: Vec3;
  readonly F: number;
  /** Standard deviation; undefined for amplitudes that were not refined. */
  readonly esd: number | undefined;
  /** Shots that show it. */
  readonly shots: number;
}

/**
 * Returns the list of amplitudes with the refined ones and all that are equivalent to them.
 *
 * @param list that the refinement began with; the refined ones alone where there was none
 * @param anomalous whether Friedel mates have amplitudes of their own
 */
export function listedAmplitudes(
  shots: readonly RefinedShot[],
  list: Reflections | undefined,
  anomalous: boolean,
): ListedAmplitude[] {
  const refined = refinedAmplitudes(shots);
  const rotations = shots[0]?.rotations ?? [];
  const { h, k, l, F } = list ?? equivalents([...refined.values()], rotations, anomalous);
  return Array.from(F, (amplitude, i) => {
    const hkl: Vec3 = [h[i] as number, k[i] as number, l[i] as number];
    const one = refined.get(keyOf(representative(hkl, rotations, anomalous)));
    if (!one) return { hkl, F: amplitude, esd: undefined, shots: 0 };
    const value = amplitude * Math.exp(one.ratio);
    return { hkl, F: value, esd: Number.isFinite(one.error) ? value * one.error : undefined, shots: one.shots };
  });
}

/**
 * Formats the list of amplitudes as lines h k l F, standard deviation and number of shots; the last two are 0 for amplitudes that were not
 * refined.
 */
export function amplitudeList(...of: Parameters<typeof listedAmplitudes>): string {
  const lines = listedAmplitudes(...of).map(({ hkl, F, esd = 0, shots }) => `${hkl.join(' ')} ${F} ${esd} ${shots}`);
  return `# h k l F esd shots\n${lines.join('\n')}\n`;
}

type Columns = Pick<Reflections, 'h' | 'k' | 'l' | 'F'>;

/** Lists the reflections that rotations make equivalent to the given ones, each once; with their Friedel mates unless these differ. */
function equivalents(
  unique: readonly RefinedAmplitude[],
  rotations: RefinedShot['rotations'],
  anomalous: boolean,
): Columns {
  const rows = new Map<string, readonly [...Vec3, number]>();
  for (const { hkl, start } of unique) {
    for (const one of [hkl, ...rotations.map((rotation) => vector.transform(rotation, hkl))]) {
      for (const sign of anomalous ? [1] : [1, -1]) {
        const [a, b, c] = one.map((index) => sign * Math.round(index) + 0) as unknown as Vec3;
        rows.set(keyOf([a, b, c]), [a, b, c, start]);
      }
    }
  }
  const all = [...rows.values()];
  return {
    h: Int32Array.from(all, ([index]) => index),
    k: Int32Array.from(all, ([, index]) => index),
    l: Int32Array.from(all, ([, , index]) => index),
    F: Float64Array.from(all, ([, , , amplitude]) => amplitude),
  };
}
