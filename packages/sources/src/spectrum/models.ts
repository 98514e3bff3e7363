import { linesAt, type SpectrumLines } from './lines';

/** Energies and widths of a model, eV. */
export interface ModelWidth {
  readonly meanEv: number;
  /** Full width at half maximum. */
  readonly fwhmEv: number;
}

/** How a model is sampled. */
export interface ModelSampling {
  readonly channels: number;
  /** How far the channels reach to each side of the mean, in full widths at half maximum. */
  readonly range: number;
}

/** Channels at equal steps over `span` to each side of a mean; one channel stands at the mean. */
const evenly = (meanEv: number, span: number, channels: number): Float64Array =>
  Float64Array.from({ length: channels }, (_, i) =>
    channels === 1 ? meanEv : meanEv + span * ((2 * i) / (channels - 1) - 1),
  );

/** Returns a Gaussian of unit height: exp(-4 ln 2 (E - mean)^2 / fwhm^2). */
export const gaussianAt = (energy: number, { meanEv, fwhmEv }: ModelWidth): number =>
  Math.exp(-4 * Math.LN2 * ((energy - meanEv) / fwhmEv) ** 2);

/** Makes the lines of a Gaussian spectrum, at equal distances of photon energy over a range in units of its full width at half maximum. */
export function gaussianSpectrum(width: ModelWidth, { channels, range }: ModelSampling): SpectrumLines {
  const energies = evenly(width.meanEv, range * width.fwhmEv, channels);
  return linesAt(
    energies,
    energies.map((energy) => gaussianAt(energy, width)),
  );
}

/** Returns a spectrum of equal weights over its full width, at the middles of equal steps. */
export function tophatSpectrum(
  { meanEv, fwhmEv }: ModelWidth,
  { channels }: Pick<ModelSampling, 'channels'>,
): SpectrumLines {
  const energies = Float64Array.from({ length: channels }, (_, i) => meanEv + fwhmEv * ((i + 0.5) / channels - 0.5));
  return linesAt(energies, new Float64Array(channels).fill(1));
}

/** Two Gaussian pulses around a mean energy. */
export interface TwoColours extends ModelWidth {
  /** Distance of the two means, eV. */
  readonly separationEv: number;
  /** Energy of the pulse of higher photon energy over that of the other. */
  readonly ratio: number;
}

/** Returns a spectrum of two Gaussian pulses, each with half of the channels; an odd one goes to the pulse of lower energy. */
export function twoColourSpectrum(
  { meanEv, fwhmEv, separationEv, ratio }: TwoColours,
  { channels, range }: ModelSampling,
): SpectrumLines {
  const upper = Math.floor(channels / 2);
  const parts = [
    { width: { meanEv: meanEv - separationEv / 2, fwhmEv }, count: channels - upper, share: 1 },
    { width: { meanEv: meanEv + separationEv / 2, fwhmEv }, count: upper, share: ratio },
  ].filter(({ count }) => count > 0);
  const energies = parts.map(({ width, count }) => evenly(width.meanEv, range * fwhmEv, count));
  const weights = parts.map(({ width, share }, i) => {
    const raw = (energies[i] as Float64Array).map((energy) => gaussianAt(energy, width));
    const total = raw.reduce((sum, weight) => sum + weight, 0);
    return raw.map((weight) => (share * weight) / total);
  });
  return linesAt(Float64Array.from(energies.flatMap((e) => [...e])), Float64Array.from(weights.flatMap((w) => [...w])));
}
