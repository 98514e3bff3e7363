import type { Term } from '@braggsim/core';
import type { Arithmetic, FinishedRows, Kernel, Registry } from '@braggsim/core/kernel';
import { formatG } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { type BuiltPlan, checkNumbers, chooseKernel, kernelOptions } from '@braggsim/simulate';
import { nodeKernels } from '@braggsim/simulate/node';
import { codeText } from '@braggsim/simulate/text';
import type { Terminal } from '../terminal/command';
import type { Invocation } from './invocation';
import type { ImageOutputs } from './outputs';
import { percentLines } from './progress';

/** Expected photons and a description of how they were computed. */
export interface Rendered {
  readonly photons: Float32Array;
  readonly kernel: string;
  readonly arithmetic: Arithmetic;
}

/** Returns the default precision of the drop-in: float64 where the kernel supports it. */
const defaultPrecision = ({ id }: Kernel) => (id === 'gpu' ? 'single' : 'double');

/**
 * Computes the expected photons of a plan, with progress lines where they are enabled.
 *
 * @param outputs receives rows while others are computed
 */
export async function render(
  { plan }: BuiltPlan,
  terms: Registry<Term>,
  experiment: Experiment,
  { run }: Pick<Invocation, 'run'>,
  { out, signal }: Terminal,
  outputs?: ImageOutputs,
): Promise<Rendered> {
  const kernel = await chooseKernel(plan, experiment.sampling?.kernel, nodeKernels);
  const options = { precision: defaultPrecision(kernel), ...kernelOptions(experiment) } as const;
  const prepared = await kernel.prepare(plan.fixed, terms, options);
  const progress = run.progress && !run.printout ? percentLines(out) : undefined;
  const addRows = ({ photons, endRow }: Pick<FinishedRows, 'photons' | 'endRow'>) =>
    outputs?.addRows(photons as Float32Array, endRow);
  try {
    const { photons = [] } = await prepared.run(plan.shot, {
      signal,
      finishedRows: addRows,
      ...(progress && { progress }),
    });
    const [image] = photons as readonly [Float32Array];
    addRows({ photons: image, endRow: plan.fixed.panels[0]?.pixelsSlow ?? 0 });
    if (outputs?.mayHaveNaN() ?? true) await checkNumbers(plan, terms, photons, kernel.id);
    return { photons: image, kernel: kernel.id, arithmetic: prepared.arithmetic };
  } finally {
    await prepared.close();
  }
}

/** Describes how the photons were computed, for the report. */
export const kernelLine = ({ kernel, arithmetic }: Rendered): string => {
  const { precision, bound, threads, reason, code } = arithmetic;
  const error = bound === undefined ? '' : ` (error at most ${formatG(bound, 2)} of the peak of a spot)`;
  const note = reason ? `, since ${reason}` : '';
  return `computed by the ${kernel} kernel in ${precision} precision${error}${note}, threads: ${threads}${code ? `, ${codeText(code)}` : ''}`;
};
