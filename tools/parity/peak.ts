import { ELECTRON_RADIUS_SQUARED } from '@braggsim/core';
import { parseHkl, readCache } from '@braggsim/reflections';
import { type LoadedCase, referenceInput } from '@braggsim/testkit';

/** Returns the largest amplitude of the list of a case, or its default if that is larger, electrons. */
function largestAmplitude({ experiment, derived }: LoadedCase): number {
  const { file, cache } = experiment.structureFactors ?? {};
  const list = file ? parseHkl(referenceInput(file)) : cache ? readCache(referenceInput(cache)) : undefined;
  return (list?.F ?? new Float64Array()).reduce((max, F) => Math.max(max, Math.abs(F)), Math.abs(derived.default_F));
}

/**
 * Computes the photons of a pixel at the peak of the strongest reflection, at normal incidence and with all samples. Errors
 * of spots are relative to it; images seldom reach it.
 */
export function peakPhotons(c: LoadedCase): number {
  const { N, fluence_per_m2, pixel_m, close_distance_m, sensor_layers } = c.derived;
  const area = c.experiment.detector?.pointPixel ? 1 : pixel_m ** 2;
  const lattice = (N[0] * N[1] * N[2]) ** 2;
  const scattered = ELECTRON_RADIUS_SQUARED * fluence_per_m2 * largestAmplitude(c) ** 2 * lattice;
  return (scattered * area * sensor_layers) / close_distance_m ** 2;
}
