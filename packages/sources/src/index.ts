/**
 * X-ray sources: wavelength, divergence, dispersion and lists of sources from a file.
 *
 * @module
 * @example
 * ```ts
 * import { resolveBeam } from '@braggsim/sources';
 *
 * const { value: beam } = resolveBeam({ energyEv: 12_000, fluencePerM2: 1e24 });
 * console.log(beam.wavelength); // m
 * ```
 */
export { resolveBeam } from './beam';
export { type BeamFrame, gridDeviations, MAX_SOURCES, resolveGrid } from './grid';
export { sourceParameters } from './parameters';
export { relativisticFactor, scatteredPerSquaredAmplitude } from './particle';
export { sourcePlan } from './plan';
export { illumination } from './profile';
export type { BeamSection, DivergenceSection } from './sections';
export { checkedSources, parseSources } from './source-file';
export { resolveSources } from './sources';
export { quadratureOf } from './spectrum/band';
export { parseSpectrum, type SpectrumFile } from './spectrum/file';
export type { SpectrumLines } from './spectrum/lines';
export { type Spectrum, type SpectrumSection, spectrumKind, spectrumOf } from './spectrum/resolve';
export type { PulseKey } from './spectrum/sase';
export { spectrumMoments, spectrumText } from './spectrum/text';
