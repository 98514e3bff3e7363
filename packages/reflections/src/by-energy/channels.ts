import { term, usageError } from '@braggsim/core';
import { formatG } from '@braggsim/core/text';
import type { Reflections } from '../reflections';
import { type SideBySide, sideBySide, tableOf } from './anomalous';

/** Amplitudes at several energies. */
export interface ChannelFactors {
  readonly kind: 'channels';
  /** Photon energies in ascending order, eV. */
  readonly energiesEv: readonly number[];
  /** Lists of reflections, one for each energy. */
  readonly lists: readonly Reflections[];
}

/** The squared amplitude, linear in energy between those of listed energies. */
export const amplitudeChannels = term<
  'structure',
  'h0' | 'k0' | 'l0' | 'channelValue0' | 'channelValue1',
  Record<string, never>,
  SideBySide & Record<string, unknown>
>({
  slot: 'structure',
  id: 'amplitude-channels',
  version: 1,
  params: {},
  about: { equation: 'F_j² + (E − E_j)/(E_(j+1) − E_j) (F_(j+1)² − F_j²)', citation: 'linear interpolation' },
  inputs: ['h0', 'k0', 'l0', 'channelValue0', 'channelValue1'],
  constants: () => ({}),
  formula: (m, { h0, k0, l0, channelValue0: lower, channelValue1: part }, _constants, place) => {
    const at = sideBySide(m, place, h0, k0, l0);
    if (place.each === 1) return at(0);
    const number = m.floor(lower);
    const [from, to] = [at(number), at(m.sum(number, 1))];
    return m.sum(m.product(m.minus(1, part), from), m.product(part, to));
  },
  slope: () => Number.POSITIVE_INFINITY,
});

/**
 * Puts lists of amplitudes in the order of their energies.
 *
 * @throws BraggsimError (`usage`) for an energy that occurs twice
 */
export function channelFactors(
  channels: readonly { readonly energyEv: number; readonly list: Reflections }[],
): ChannelFactors {
  const sorted = [...channels].sort((a, b) => a.energyEv - b.energyEv);
  const twice = sorted.find(({ energyEv }, i) => i > 0 && sorted[i - 1]?.energyEv === energyEv);
  if (twice) {
    throw usageError(`structureFactors.channels has the energy ${twice.energyEv} eV twice; leave one of them out`);
  }
  return {
    kind: 'channels',
    energiesEv: sorted.map(({ energyEv }) => energyEv),
    lists: sorted.map(({ list }) => list),
  };
}

/** Plans the structure term of amplitudes at several energies, as `planAnomalous` does. */
export function planChannels({ lists }: ChannelFactors, defaultF: number) {
  const each = lists.length;
  const { table, specialization } = tableOf(lists, each, (values, placeOf) => {
    values.fill(defaultF ** 2);
    for (const [n, { h, k, l, F, count }] of lists.entries()) {
      for (let i = 0; i < count; i++) {
        values[placeOf(h[i] as number, k[i] as number, l[i] as number) + n] = (F[i] as number) ** 2;
      }
    }
  });
  return { id: amplitudeChannels.id, table, specialization };
}

/** Returns the number of the energy below, and how far an energy is on the way to the next: 0 to 1, held beyond the ends. */
export function channelPlace({ energiesEv }: ChannelFactors, energyEv: number): readonly [lower: number, part: number] {
  let next = 1;
  while (next < energiesEv.length - 1 && (energiesEv[next] as number) < energyEv) next++;
  if (energiesEv.length === 1) return [0, 0];
  const [from, to] = [energiesEv[next - 1] as number, energiesEv[next] as number];
  return [next - 1, Math.min(1, Math.max(0, (energyEv - from) / (to - from)))];
}

/** Rounding of an energy that follows from a wavelength, relative to it. */
const ROUNDING = 1e-9;

/** Returns a sentence about energies of a beam beyond those of the amplitudes; undefined where there are none. */
export function beyondChannels({ energiesEv }: ChannelFactors, energies: ArrayLike<number>): string | undefined {
  const [least, most] = [energiesEv[0] as number, energiesEv.at(-1) as number];
  const beyond = Array.from(energies).filter((e) => e < least * (1 - ROUNDING) || e > most * (1 + ROUNDING));
  if (beyond.length === 0) return undefined;
  const shown = [Math.min(...beyond), Math.max(...beyond)].map((e) => formatG(e));
  return `amplitudes are given from ${formatG(least)} to ${formatG(most)} eV, and ${beyond.length} energies of the beam lie beyond, ${[...new Set(shown)].join(' to ')} eV: those of the nearest end are taken`;
}
