import { ran1 } from '@braggsim/core/random';
import type { Experiment, SimulationInputs } from '@braggsim/experiment';
import { simulate } from '@braggsim/simulate';
import { refineOptions } from './choices';
import type { Spot } from './find-spots';
import type { RefineOptions, Shot } from './refined-shot';
import { BACKGROUND, poisson, TRUTH } from './testing/noisy-crystal';

export { BACKGROUND, TRUTH };

type Panels = Awaited<ReturnType<typeof simulate>>['panels'];

const NO_INPUTS: SimulationInputs = {};
/** Images that tests have simulated, by their inputs and experiments: most tests begin with the same one. */
const simulated = new WeakMap<SimulationInputs, Map<string, Promise<Panels>>>();

/** Returns the expected photons of a model on the reference kernel. */
function expectedPanels(truth: Experiment, inputs: SimulationInputs): Promise<Panels> {
  const known = simulated.get(inputs) ?? new Map<string, Promise<Panels>>();
  simulated.set(inputs, known);
  const experiment = { ...truth, sampling: { ...truth.sampling, kernel: 'reference' } } as const;
  const key = JSON.stringify(experiment);
  const panels = known.get(key) ?? simulate(experiment, { inputs }).then((image) => image.panels);
  known.set(key, panels);
  return panels;
}

/** Returns a shot of a model that was simulated with Poisson noise of a seed, to be refined from another one. */
export async function noisyShot(
  truth: Experiment,
  start: Experiment,
  seed = 1,
  inputs: SimulationInputs = NO_INPUTS,
): Promise<Shot> {
  const panels = await expectedPanels(truth, inputs);
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
