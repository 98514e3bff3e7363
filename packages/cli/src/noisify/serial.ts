import { formatG } from '@braggsim/core/text';
import { type SerialReadout, serialNoiseless, serialPointSpread, serialReadout } from '@braggsim/noise';
import type { Samples } from './corrected';
import type { Frame } from './frame';
import type { NoisifyRun } from './run';

/** Sets masked pixels to zero, as both modes do. */
const masked = (values: Float64Array, mask: Uint8Array | undefined): Float64Array =>
  mask ? values.map((value, i) => (mask[i] === 0 ? 0 : value)) : values;

/** Returns both outputs of the C program, bit for bit. */
export function serialSamples(run: NoisifyRun, { shape, mask }: Frame, photons: Float32Array): Samples {
  const options: SerialReadout = {
    ...run,
    shape,
    seed: run.seed ?? 0,
    spread:
      run.profile && run.fwhmUm > 0
        ? {
            profile: run.profile,
            // The C program stores the width in single precision.
            fwhm: Math.fround(run.fwhmUm / 1e6) / (run.pixelMm / 1000),
            radius: run.radius,
          }
        : undefined,
  };
  const spread = run.noise ? undefined : serialPointSpread(photons, options);
  const noiseless = masked(serialNoiseless(spread?.pixels ?? photons, options), mask);
  const addedBack = (lost: number) => `adding back ${formatG(lost)} lost photons`;
  if (!run.noise) return { noiseless, noisy: undefined, lines: spread ? [addedBack(spread.lost)] : [] };
  const counts = serialReadout(photons, options);
  const { before } = counts;
  return {
    noiseless,
    noisy: masked(counts.values, mask),
    lines: [
      ...(before ? [`${before.photons.toFixed(0)} photons on noise image before PSF`, addedBack(before.lost)] : []),
      `${counts.photons.toFixed(0)} photons on noise image (${counts.overloads} overloads)`,
    ],
  };
}
