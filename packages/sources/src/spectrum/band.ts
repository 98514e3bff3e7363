import { dataError } from '@braggsim/core';
import type { Band } from '@braggsim/core/derived';
import type { SpectrumFile } from './file';
import type { SpectrumLines } from './lines';

/** Largest ratio of the highest to the lowest photon energy of a band. */
const WIDEST = 4;

/** Returns the integral of the density from knot `i` to the next, and of t times that, about knot `i`. */
function segment({ inverseWavelengths: t, density }: Band, i: number) {
  const [p, q, width] = [density[i] as number, density[i + 1] as number, (t[i + 1] as number) - (t[i] as number)];
  return { area: (width * (p + q)) / 2, first: (width * width * (p + 2 * q)) / 6 };
}

/** Returns the mean of 1/wavelength (1/m) over a band, in which photon energies are proportional to it. */
export function meanOfBand(band: Band): number {
  let mean = 0;
  for (let i = 0; i + 1 < band.density.length; i++) {
    const { area, first } = segment(band, i);
    mean += (band.inverseWavelengths[i] as number) * area + first;
  }
  return mean;
}

/**
 * Returns the density of 1/wavelength of a band, scaled to an integral of 1.
 *
 * @param parts number of parts of equal width in energy into which the band is cut by further knots
 */
export function bandOf({ wavelengths, weights }: Pick<SpectrumLines, 'wavelengths' | 'weights'>, parts = 1): Band {
  const inverseWavelengths = wavelengths.map((wavelength) => 1 / wavelength);
  const given: Band = { inverseWavelengths, density: weights };
  let total = 0;
  for (let i = 0; i + 1 < weights.length; i++) total += segment(given, i).area;
  const band = { inverseWavelengths, density: weights.map((weight) => weight / total) };
  return parts > 1 ? cut(band, parts) : band;
}

/** Part of the width of a band below which a cut falls on a knot. */
const SAME_PLACE = 1e-9;

function cut({ inverseWavelengths: t, density }: Band, parts: number): Band {
  const [start, end] = [t[0] as number, t.at(-1) as number];
  const knots = [...t].map((at, i) => [at, density[i] as number] as const);
  const cuts = Array.from({ length: parts - 1 }, (_, i) => start + ((i + 1) / parts) * (end - start));
  const isKnot = (at: number) => t.some((knot) => Math.abs(knot - at) <= SAME_PLACE * (end - start));
  for (const at of cuts) {
    if (isKnot(at)) continue;
    const next = knots.findIndex(([knot]) => knot > at);
    const [[p, before], [q, after]] = [knots[next - 1], knots[next]] as [
      readonly [number, number],
      readonly [number, number],
    ];
    knots.splice(next, 0, [at, before + ((at - p) / (q - p)) * (after - before)]);
  }
  const ends = [...cuts, end].map((at) => knots.findIndex(([knot]) => knot >= at - SAME_PLACE * (end - start)));
  return {
    inverseWavelengths: Float64Array.from(knots, ([at]) => at),
    density: Float64Array.from(knots, ([, value]) => value),
    parts: ends.map((last, i) => last - (ends[i - 1] ?? 0)),
  };
}

/**
 * Orders the lines of a file as knots of a band, by rising photon energy.
 *
 * @throws BraggsimError (`data`) for fewer than two knots, equal energies, and a band that is wider than a factor of 4
 */
function knotsOf(name: string, { wavelengths, weights, pulseEnergy }: SpectrumLines): SpectrumLines {
  if (wavelengths.length < 2) {
    throw dataError(
      `${name} has one line; expected at least two knots for a spectrum that is linear between them: add knots, or take between: lines`,
    );
  }
  const order = [...wavelengths.keys()].sort((a, b) => (wavelengths[b] as number) - (wavelengths[a] as number));
  const sorted = Float64Array.from(order, (i) => wavelengths[i] as number);
  const equal = sorted.findIndex((wavelength, i) => i > 0 && wavelength === sorted[i - 1]);
  if (equal > 0) {
    const [first, second] = [order[equal - 1], order[equal]].map((i) => (i as number) + 1);
    throw dataError(
      `${name}: knots ${first} and ${second} have the same photon energy; expected different ones: move one of them`,
    );
  }
  const ratio = (sorted[0] as number) / (sorted.at(-1) as number);
  if (ratio > WIDEST) {
    throw dataError(
      `${name}: the band reaches over a factor of ${ratio.toPrecision(4)} in energy; expected at most ${WIDEST}: cut it into bands`,
    );
  }
  return {
    wavelengths: sorted,
    weights: Float64Array.from(order, (i) => weights[i] as number),
    pulseEnergy,
    between: 'linear',
  };
}

/**
 * Orders the lines of each spectrum of a file as knots of a band.
 *
 * @throws BraggsimError (`data`) as `knotsOf`
 */
export const bandsOf = (file: SpectrumFile): SpectrumFile => ({
  ...file,
  shots: file.shots.map((lines, i) => knotsOf(file.perShot ? `${file.name}, spectrum ${i + 1}` : file.name, lines)),
});

/** Points and weights of eight-point Gauss-Legendre quadrature on [-1, 1], by halves. */
const GAUSS_LEGENDRE = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/** Returns the lines by which the bands of a file are summed over eight points of each segment: of a background, which is smooth. */
export function quadratureOf(file: SpectrumFile): SpectrumFile {
  const { shots } = bandsOf(file);
  return { ...file, shots: shots.map(bandQuadrature) };
}

function bandQuadrature(band: SpectrumLines): SpectrumLines {
  const { inverseWavelengths: t, density } = bandOf(band);
  const [wavelengths, weights]: [number[], number[]] = [[], []];
  for (let i = 0; i + 1 < t.length; i++) {
    const [p, q] = [t[i], t[i + 1]] as [number, number];
    for (const [place, weight] of GAUSS_LEGENDRE.flatMap(
      ([x, w]) =>
        [
          [-x, w],
          [x, w],
        ] as const,
    )) {
      const part = (1 + place) / 2;
      const here = (density[i] as number) * (1 - part) + (density[i + 1] as number) * part;
      wavelengths.push(1 / (p + part * (q - p)));
      weights.push((weight / 2) * (q - p) * here);
    }
  }
  return { wavelengths: Float64Array.from(wavelengths), weights: Float64Array.from(weights), pulseEnergy: 1 };
}
