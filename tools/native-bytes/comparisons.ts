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

const image = ({ name, experiment, inputs }: Trial): Comparable => ({
  name,
  compare: async (precision, widths) => compareImages((await buildPlan(experiment, inputs)).plan, precision, widths),
});

const slopes = (trial: Trial): Comparable => ({
  name: `derivatives of ${trial.name}`,
  compare: (precision, widths) => compareDerivatives(trial, precision, widths),
});

const special = [...new Set([...SPECIAL_TRIALS, ...CHANNEL_TRIALS])];

/** All plans by their kind. Random experiments are as many as have every pair of values of two options. */
export const KINDS: Readonly<Record<string, (files: Folder) => Promise<readonly Comparable[]>>> = {
  reference: async () =>
    referenceCases().map((c) => image({ name: c.id, experiment: c.experiment, inputs: inputsOf(c) })),
  physics: async (files) =>
    physicsCases().map(({ id, experiment }) => ({
      name: id,
      compare: async (precision, widths) => {
        const loaded = await loadExperiment(files.put(`${id}.json`, JSON.stringify(experiment)));
        const { plan } = await buildPlan(loaded.experiment, loaded.inputs, loaded.stages);
        return compareImages(plan, precision, widths);
      },
    })),
  random: async () => [...randomTrials(100), ...smoothTrials(12)].map(image),
  special: async () => special.map(image),
  derivatives: async () => [...(await smoothTrialsOf(200, 64, 3)).slice(0, 20), ...special].map(slopes),
};
