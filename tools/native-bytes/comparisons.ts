import { loadExperiment } from '@braggsim/experiment/node';
import { buildPlan } from '@braggsim/simulate';
import { type Folder, physicsCases, referenceCases } from '@braggsim/testkit';
import { CHANNEL_TRIALS } from '../../packages/simulate/src/channels.fixture';
import { smoothTrialsOf } from '../../packages/simulate/src/derivatives/derivatives-agree.fixture';
import {
  type Comparison,
  compareDerivatives,
  compareImages,
  type Precision,
} from '../../packages/simulate/src/node/native-bytes.fixture';
import { SPECIAL_TRIALS } from '../../packages/simulate/src/node/special-trials.fixture';
import { randomTrials, smoothTrials, type Trial } from '../../packages/simulate/src/random-experiment.fixture';
import { inputsOf } from '../../packages/simulate/src/reference.fixture';

/** A plan that native code and WebAssembly are compared on. */
export interface Comparable {
  readonly name: string;
  readonly compare: (precision: Precision, widths: readonly number[]) => Promise<readonly Comparison[]>;
}

const imageOf =
  (relaxedSimd: boolean) =>
  ({ name, experiment, inputs }: Trial): Comparable => ({
    name,
    compare: async (precision, widths) =>
      compareImages((await buildPlan(experiment, inputs)).plan, precision, widths, relaxedSimd),
  });

const slopes = (trial: Trial): Comparable => ({
  name: `derivatives of ${trial.name}`,
  compare: (precision, widths) => compareDerivatives(trial, precision, widths),
});

const special = [...new Set([...SPECIAL_TRIALS, ...CHANNEL_TRIALS])];

/**
 * Makes the plans of a kind.
 *
 * @param files a folder with the inputs of all cases of physics
 * @param relaxedSimd whether products and sums may be fused
 */
type MakePlans = (files: Folder, relaxedSimd: boolean) => Promise<readonly Comparable[]>;

/** All plans by their kind. Random experiments are as many as have every pair of values of two options. */
export const KINDS: Readonly<Record<string, MakePlans>> = {
  reference: async (_, relaxedSimd) =>
    referenceCases()
      .map((c) => ({ name: c.id, experiment: c.experiment, inputs: inputsOf(c) }))
      .map(imageOf(relaxedSimd)),
  physics: async (files, relaxedSimd) =>
    physicsCases().map(({ id, experiment }) => ({
      name: id,
      compare: async (precision, widths) => {
        const loaded = await loadExperiment(files.put(`${id}.json`, JSON.stringify(experiment)));
        const { plan } = await buildPlan(loaded.experiment, loaded.inputs, loaded.stages);
        return compareImages(plan, precision, widths, relaxedSimd);
      },
    })),
  special: async (_, relaxedSimd) => special.map(imageOf(relaxedSimd)),
  random: async (_, relaxedSimd) => [...randomTrials(100), ...smoothTrials(12)].map(imageOf(relaxedSimd)),
  derivatives: async (_, relaxedSimd) =>
    relaxedSimd ? [...(await smoothTrialsOf(200, 64, 3)).slice(0, 20), ...special].map(slopes) : [],
};
