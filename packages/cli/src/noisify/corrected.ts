import type { StageRequest } from '@braggsim/core';
import { sharedZeros } from '@braggsim/core/kernel';
import { readoutChain } from '@braggsim/noise';
import { readoutThreads } from '@braggsim/noise/node';
import type { Frame } from './frame';
import type { NoisifyRun } from './run';

/** Default seed of the detector in noisify. */
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

/**
 * Applies the effects by readout stages: each has its own random streams, keyed by pixel, and edges are exact.
 *
 * @throws BraggsimError (`interrupted`) when the signal is raised
 */
export async function correctedSamples(
  run: NoisifyRun,
  { shape, mask }: Frame,
  photons: Float32Array,
  signal: AbortSignal,
): Promise<Samples> {
  const threads = readoutThreads(run.threads);
  const apply = async (noisy: boolean) => {
    const values = sharedZeros(Float64Array, photons.length);
    const masking = mask ? [{ kind: 'badPixels', value: 0, pixels: mask }] : [];
    const chain = await readoutChain([...stagesOf(run, noisy), ...masking]);
    const panel = { panel: 0, shape, photons: photons.map((photon) => Math.max(0, photon)), into: values };
    await threads.apply(chain, [panel], { seed: run.seed ?? 0, image: 0 }, { signal });
    return values;
  };
  try {
    return { noiseless: await apply(false), noisy: run.noise ? await apply(true) : undefined, lines: [] };
  } finally {
    await threads.close();
  }
}
