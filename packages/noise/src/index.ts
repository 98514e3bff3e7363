/**
 * Converts expected photons to recorded values: photon noise, digitizing, integer images, statistics.
 *
 * @module
 * @example
 * ```ts
 * import { noiseImage } from '@braggsim/noise';
 *
 * const expected = new Float32Array(64 * 64).fill(100);
 * const { pixels, photons } = noiseImage(expected, { shape: [64, 64], seed: 1 });
 * console.log(pixels[0], photons);
 * ```
 */
export { adaptiveGain, decodeGain, fromGainWord, gainWord } from './adaptive-gain';
export { addedImage } from './added-image';
export { badPixels } from './bad-pixels';
export { calibration } from './calibration';
export { applyChain, type ChainLink, isPixelwise, readoutChain } from './chain';
export { chargeSharing } from './charge-sharing';
export { deadPixels, hotPixels } from './defective-pixels';
export { digitize, type SampleType, sampleRange, samplesFor } from './digitize';
export { flicker } from './flicker';
export { gain } from './gain';
export { type Greymap, type GreymapOptions, greymap, greymapScale } from './greymap';
export {
  DEFAULT_OFFSET,
  FULL_SCALE,
  type IntegerImage,
  type IntegerImageOptions,
  integerImage,
  integerScale,
} from './integer-image';
export { type NoiseImage, type NoiseImageOptions, noiseImage } from './noise-image';
export { photon } from './photon';
export { pointSpread, spreadLight } from './point-spread/point-spread';
export type { ProfileName } from './point-spread/profile';
export { readNoise } from './read-noise';
export { type ImageKey, type ReadoutPanel, type ReadoutRunner, serialReadoutRunner } from './readout-runner';
export type { Region } from './region';
export { saturation } from './saturation';
export { serialPoisson } from './serial-poisson';
export {
  LARGEST_SAMPLE,
  type SerialCounts,
  type SerialReadout,
  serialNoiseless,
  serialPhotons,
  serialPointSpread,
  serialReadout,
} from './serial-readout';
export { stageValues } from './stage-values';
export { noiseParameters, noiseStages } from './stages';
export {
  type GrowingStatistics,
  growingStatistics,
  type ImageStatistics,
  imageStatistics,
  type StatisticsRegion,
} from './statistics';
