import { normalQuantile, philox } from '@braggsim/core/random';
import { linesAt, type SpectrumLines } from './lines';
import { gaussianAt, type ModelWidth } from './models';

/** A self-amplified spontaneous emission pulse. */
export interface SasePulse extends ModelWidth {
  /** Full width at half maximum of a spike, eV. */
  readonly spikeEv: number;
  /** Distance of two channels, eV. */
  readonly stepEv: number;
  /** How far the channels reach to each side of the mean, in full widths at half maximum. */
  readonly range: number;
  /** Whether all pulses have the same energy, or that of their chaotic light. */
  readonly pulseEnergy: 'fixed' | 'varies';
}

/** What identifies a pulse, whose spectrum is the same alone and in a series. */
export interface PulseKey {
  readonly seed: number;
  /** Index of the image, from 0. */
  readonly shot: number;
}

/** Counter word that keeps these draws apart from those of pixels: `SASE` in ASCII. */
const STREAM = 0x53415345;

/** Returns the number of channels to each side of the mean. */
export const saseChannels = ({ range, fwhmEv, stepEv }: Pick<SasePulse, 'range' | 'fwhmEv' | 'stepEv'>): number =>
  Math.ceil((range * fwhmEv) / stepEv);

const uniform = (word: number): number => (word + 0.5) / 2 ** 32;

/** Returns complex normal deviates zeta with E|zeta|^2 = 1 of channels -count to count, drawn by counter. */
function complexNormals(
  count: number,
  { seed, shot }: PulseKey,
): { readonly re: Float64Array; readonly im: Float64Array } {
  const size = 2 * count + 1;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  const key = Uint32Array.of(seed, Math.floor(seed / 2 ** 32));
  const words = new Uint32Array(4);
  for (let channel = -count; channel <= count; channel++) {
    philox(Uint32Array.of(channel, 0, shot, STREAM), key, words);
    re[channel + count] = normalQuantile(uniform(words[0] as number)) * Math.SQRT1_2;
    im[channel + count] = normalQuantile(uniform(words[1] as number)) * Math.SQRT1_2;
  }
  return { re, im };
}

/** Returns the coherence filter g_k ~ exp(-2 ln 2 (k step / spike)^2) with a sum of squares of 1, for |k| up to 2.5 spikes. */
function coherenceFilter({ spikeEv, stepEv }: SasePulse): Float64Array {
  const reach = Math.ceil((2.5 * spikeEv) / stepEv);
  const g = Float64Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-2 * Math.LN2 * (((i - reach) * stepEv) / spikeEv) ** 2),
  );
  const norm = Math.sqrt(g.reduce((sum, x) => sum + x * x, 0));
  return g.map((x) => x / norm);
}

/**
 * Returns one pulse of chaotic light: independent complex normal deviates under the root of a Gaussian mean spectrum, filtered to
 * the coherence width of the pulse, W_j = |sum_k g_k zeta_(j+k) sqrt(S(E_(j+k)))|^2.
 *
 * Source: Saldin, Schneidmiller & Yurkov (1998), Opt. Commun. 148, 383.
 */
export function sasePulse(pulse: SasePulse, key: PulseKey): SpectrumLines {
  const { meanEv, stepEv } = pulse;
  const g = coherenceFilter(pulse);
  const reach = (g.length - 1) / 2;
  const channels = saseChannels(pulse);
  const all = channels + reach;
  const energyAt = (channel: number) => meanEv + channel * stepEv;
  const mean = Float64Array.from({ length: 2 * all + 1 }, (_, i) => gaussianAt(energyAt(i - all), pulse));
  const zeta = complexNormals(all, key);
  const energies = new Float64Array(2 * channels + 1);
  const weights = new Float64Array(energies.length);
  let total = 0;
  let expected = 0;
  for (let j = 0; j < energies.length; j++) {
    energies[j] = energyAt(j - channels);
    let [re, im] = [0, 0];
    for (let k = 0; k < g.length; k++) {
      const filter = g[k] as number;
      const variance = mean[j + k] as number;
      const amplitude = filter * Math.sqrt(variance);
      re += amplitude * (zeta.re[j + k] as number);
      im += amplitude * (zeta.im[j + k] as number);
      expected += filter * filter * variance;
    }
    const weight = re * re + im * im;
    weights[j] = weight;
    total += weight;
  }
  const energy = total / expected;
  if (pulse.pulseEnergy === 'varies') return linesAt(energies, weights, energy);
  return linesAt(
    energies,
    weights.map((weight) => weight / energy),
  );
}
