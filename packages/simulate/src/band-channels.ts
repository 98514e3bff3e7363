import { dataError, units, usageError } from '@braggsim/core';
import type { BandChannelValues } from '@braggsim/core/band';
import type { Band } from '@braggsim/core/derived';
import { type FactorsByEnergy, valuesByEnergy } from '@braggsim/reflections/by-energy';

type Anomalous = Extract<FactorsByEnergy, { readonly kind: 'anomalous' }>;
type Kind = Anomalous['kinds'][number];

/** Points within each interval of a table that is linear in the wavelength, which is not quite linear in 1/wavelength. */
const WITHIN_INTERVAL = 4;
/** Most points of the functions of energy: generated code has a few operations for each. */
const MAX_POINTS = 256;
/** Part of the width of a band below which two points are one. */
const SAME_PLACE = 1e-9;

const ofEnergy = (energyEv: number): number => 1 / units.wavelengthOfEnergy(energyEv);

/** Returns 1/wavelength of the knots of f' and f'' of a kind. */
function pointsOf({ dispersion: { by, at } }: Kind): number[] {
  if (by === 'energyEv') return at.map(ofEnergy);
  const last = at.length - 1;
  return Array.from({ length: last * WITHIN_INTERVAL + 1 }, (_, i) => {
    const [knot, part] = [Math.floor(i / WITHIN_INTERVAL), (i % WITHIN_INTERVAL) / WITHIN_INTERVAL];
    const [from, to] = [at[knot] as number, at[Math.min(knot + 1, last)] as number];
    return 1 / units.fromAngstrom(from + part * (to - from));
  });
}

/**
 * Returns the numbers that a structure term takes over a band: f' and f'' of each kind of atoms, or the place among the listed
 * energies, at all energies between which they are linear.
 *
 * @throws BraggsimError (`data`) for a band beyond f' and f'', and for more points than generated code takes
 */
export function bandChannels(factors: FactorsByEnergy, { inverseWavelengths }: Band): BandChannelValues {
  const [start, end] = [inverseWavelengths[0] as number, inverseWavelengths.at(-1) as number];
  const given = factors.kind === 'anomalous' ? factors.kinds.flatMap(pointsOf) : factors.energiesEv.map(ofEnergy);
  const least = SAME_PLACE * (end - start);
  const t = [start, ...given.filter((at) => at > start && at < end), end]
    .sort((a, b) => a - b)
    .filter((at, i, all) => i === 0 || at - (all[i - 1] as number) > least);
  if (t.length > MAX_POINTS) {
    throw dataError(
      `amplitudes have ${t.length} energies within the band of beam.spectrum; expected at most ${MAX_POINTS}: leave some of them out`,
    );
  }
  const values = valuesByEnergy(
    factors,
    t.map((at) => 1 / at),
  );
  const isPlace = factors.kind === 'channels';
  const places = () => Float64Array.from(t, (_, i) => (values[2 * i] as number) + (values[2 * i + 1] as number));
  return { t: Float64Array.from(t), values: isPlace ? places() : values, isPlace };
}

/** Largest root mean square change of f' times G over the root mean square amplitude. */
const MAX_CHANGE = 0.1;
/** Widths of windows are rounded up to this many for each factor of 2. */
const PER_OCTAVE = 4;

/** Returns the largest change of the number `j` within a window of 1/wavelength. */
function largestChange({ t, values }: BandChannelValues, j: number, window: number): number {
  const each = values.length / t.length;
  const at = (i: number) => values[i * each + j] as number;
  const valueAt = (x: number): number => {
    const next = t.findIndex((point) => point >= x);
    if (next <= 0) return at(next === 0 ? 0 : t.length - 1);
    const [from, to] = [t[next - 1] as number, t[next] as number];
    return at(next - 1) + ((x - from) / (to - from)) * (at(next) - at(next - 1));
  };
  let largest = 0;
  for (const from of t) {
    // The extremes of a function that is linear between points lie on points, and at the ends of windows that begin or end there.
    for (const side of [-1, 1]) {
      const isWithin = (at: number) => side * (at - from) >= 0 && side * (at - from) <= window;
      const within = [...t.keys()].filter((k) => isWithin(t[k] as number)).map(at);
      const all = [...within, valueAt(from + side * window)];
      largest = Math.max(largest, Math.max(...all) - Math.min(...all));
    }
  }
  return largest;
}

/**
 * Checks that amplitudes hardly change within the energies at which one spot scatters, since a spot has the amplitude of its mean energy.
 *
 * @param form exponent of a spot, as coefficients of squares and products of index offsets
 * @throws BraggsimError (`usage`) where f' times the part of its atoms changes by more than a tenth of the amplitudes
 */
export function checkWidths(
  factors: FactorsByEnergy,
  band: Band,
  channels: BandChannelValues,
  form: readonly number[],
): void {
  if (factors.kind !== 'anomalous') return;
  const { inverseWavelengths: t, parts = [] } = band;
  const [start, end] = [t[0] as number, t.at(-1) as number];
  const part = (end - start) / Math.max(1, parts.length);
  const middle = (start + end) / 2;
  const [aa = 0, bb = 0, cc = 0, ab = 0, ac = 0, bc = 0] = form;
  const ofAll = factors.base.re.reduce((sum, re, i) => sum + re ** 2 + (factors.base.im[i] as number) ** 2, 0);
  for (const [k, { element, factors: of }] of factors.kinds.entries()) {
    const changes = new Map<number, number>();
    const { h, k: ks, l } = of.reflections;
    let sum = 0;
    for (const [i, re] of of.re.entries()) {
      const [x, y, z] = [h[i] as number, ks[i] as number, l[i] as number];
      const square = aa * x * x + bb * y * y + cc * z * z + ab * x * y + ac * x * z + bc * y * z;
      if (square === 0) continue;
      const full = middle * 2 * Math.sqrt(Math.LN2 / square);
      const level = Math.ceil(PER_OCTAVE * Math.log2(Math.min(full, part)));
      const change = changes.get(level) ?? largestChange(channels, 2 * k, Math.min(2 ** (level / PER_OCTAVE), part));
      changes.set(level, change);
      sum += change ** 2 * (re ** 2 + (of.im[i] as number) ** 2);
    }
    const relative = Math.sqrt(sum / ofAll);
    if (!(relative > MAX_CHANGE)) continue;
    const found = `${(100 * relative).toPrecision(2)} %`;
    throw usageError({
      message: `structureFactors.anomalous[${k}] (${element}): f' changes by ${found} of the amplitudes within the energies at which one spot scatters, and a spot has one amplitude; expected at most ${100 * MAX_CHANGE} %: cut the band by beam.spectrum.segments (now ${Math.max(1, parts.length)}), or take beam.spectrum.between: lines`,
      expected: `at most ${100 * MAX_CHANGE} %`,
      found,
      remedy: 'cut the band by beam.spectrum.segments, or take beam.spectrum.between: lines',
    });
  }
}
