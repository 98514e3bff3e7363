import type { StageRequest } from '@braggsim/core';
import { applyChain, readoutChain } from '@braggsim/noise';
import type { Frame } from './frame';
import type { NoisifyRun } from './run';

/** Default of the detector's seed in noisify. */
const DETECTOR_SEED = 123456789;

/** The samples of both outputs. */
export interface Samples {
  readonly noiseless: Float64Array;
  readonly noisy: Float64Array | undefined;
  readonly lines: readonly string[];
}

function stagesOf(run: NoisifyRun, noisy: boolean): StageRequest[] {
  const type = run.bits === 32 ? 'i32' : 'u16';
  const maximum = run.bits === 32 ? 2 ** 31 - 1 : 65535;
  const spread: StageRequest[] = run.profile
    ? [
        {
          kind: 'pointSpread',
          profile: run.profile,
          fwhmUm: run.fwhmUm,
          pixelUm: run.pixelMm * 1000,
          radius: run.radius,
        },
      ]
    : [];
  return [
    ...(noisy
      ? [
          { kind: 'flicker', rms: run.flicker, per: run.flickerPer },
          { kind: 'calibration', rms: run.calibration, detectorSeed: run.calibrationSeed ?? DETECTOR_SEED },
          { kind: 'photon' },
        ]
      : []),
    ...(noisy || !run.noise ? spread : []),
    { kind: 'gain', gain: run.gain, offset: run.offset },
    ...(noisy ? [{ kind: 'readNoise', rms: run.readNoise }] : []),
    { kind: 'saturation', maximum, overload: run.overload ?? maximum },
    { kind: 'digitize', type, offset: 0 },
  ];
}

/** The same effects by the readout stages: streams of their own, keyed by pixel, and strict edges. */
export async function correctedSamples(
  run: NoisifyRun,
  { shape, mask }: Frame,
  photons: Float32Array,
): Promise<Samples> {
  const context = { seed: run.seed ?? 0, image: 0, panel: 0, shape };
  const apply = async (noisy: boolean) => {
    const values = Float64Array.from(photons, (photon) => Math.max(0, photon));
    const masking = mask ? [{ kind: 'badPixels', value: 0, pixels: mask }] : [];
    applyChain(await readoutChain([...stagesOf(run, noisy), ...masking]), values, context);
    return values;
  };
  return { noiseless: await apply(false), noisy: run.noise ? await apply(true) : undefined, lines: [] };
}
