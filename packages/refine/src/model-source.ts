import type { Derived } from '@braggsim/core/derived';
import type { Kernel, Registry } from '@braggsim/core/kernel';
import { compatibilityOf, type Experiment, type SimulationInputs, type Stages } from '@braggsim/experiment';
import { derive } from '@braggsim/simulate';
import { withDispersionOf } from './dispersion';

/** What images of experiments are computed from besides the experiments. */
export interface ModelSource {
  readonly inputs: SimulationInputs;
  /** The built-in stages when absent. */
  readonly stages?: Stages | undefined;
  /** The built-in kernels when absent. */
  readonly kernels?: Registry<Kernel> | undefined;
}

/** Returns the parts of a source that a simulation of an experiment takes as options. */
export const sourceOptions = (experiment: Experiment, { inputs, stages, kernels }: ModelSource) => ({
  inputs: withDispersionOf(experiment, inputs),
  ...(stages && { stages }),
  ...(kernels && { kernels }),
});

/**
 * Returns geometry, crystal and beam of an experiment.
 *
 * @param known the same of an experiment, of which sections that are the same objects are taken
 */
export const derivedFrom = (
  experiment: Experiment,
  { inputs, stages }: ModelSource,
  known?: Parameters<typeof derive>[4],
): Derived => derive(experiment, inputs, compatibilityOf(experiment), stages, known).derived;

/** Returns a source without the matrix of an orientation, which an experiment with cell and mis-setting has no use for. */
export function withoutMatrix({ inputs: { matrix: _matrix, ...inputs }, ...source }: ModelSource): ModelSource {
  return { ...source, inputs };
}
