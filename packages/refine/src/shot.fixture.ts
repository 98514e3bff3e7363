import { ran1 } from '@braggsim/core/random';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { simulate } from '@braggsim/simulate';
import { refineOptions } from './choices';
import type { Spot } from './find-spots';
import type { RefineOptions, Shot } from './refined-shot';
import { BACKGROUND, poisson, TRUTH } from './testing/noisy-crystal';

export { BACKGROUND, TRUTH };

/** Returns a shot of a model that was simulated with Poisson noise of a seed, to be refined from another one. */
export async function noisyShot(
  truth: Experiment,
  start: Experiment,
  seed = 1,
  inputs: SimulationInputs = {},
): Promise<Shot> {
  const { panels } = await simulate({ ...truth, sampling: { ...truth.sampling, kernel: 'reference' } }, { inputs });
  const uniform = ran1(-seed);
  const measured = panels.map(({ data, shape: [pixelsSlow = 0, pixelsFast = 0] }) => ({
    values: Float64Array.from(data, (photons) => poisson(photons + BACKGROUND, uniform)),
    pixelsFast,
    pixelsSlow,
  }));
  return {
    experimentName: 'start.yaml',
    imageName: 'image.img',
    experiment: start,
    inputs: {},
    measurement: {
      panels: measured,
      calibration: { gain: 1, offset: 0, readNoise: 0 },
      trusted: [Number.NEGATIVE_INFINITY, 65534],
    },
  };
}

/** Bright spots of that image. */
export const SPOTS: readonly Spot[] = [
  [31, 38],
  [37, 112],
  [117, 48],
  [84, 77],
  [98, 39],
  [109, 41],
].map(([fast = 0, slow = 0]) => ({ panel: 0, centre: [fast, slow] }));

/** How the tests refine unless they say otherwise. */
export const OPTIONS: RefineOptions = refineOptions(
  { free: ['misset', 'scale'], boxPx: 4, maxEvaluations: 60 },
  false,
  undefined,
);
