import type { Pixels } from '@braggsim/core/derived';
import { sharedCopy, sharedOnce, sharedZeros } from '@braggsim/core/kernel';
import { workerFile, workerPool } from '@braggsim/core/node';
import { type ChainLink, occurrencesIn } from '../chain';
import { type ImageKey, type ReadoutPanel, type ReadoutRunner, serialReadoutRunner } from '../readout-runner';
import { chunkWork, type ReadoutTask, type TaskPanel, type WorkerTask } from './readout-task';
import { type Step, stepsOf } from './steps';

/** Estimated time of a stage for one pixel, ns. */
const COST_NS = 25;

/** Creates a function that copies panels and the images of stages into shared memory; each image is copied once. */
function sharing(): (chain: readonly ChainLink[], panel: ReadoutPanel) => ReadoutPanel {
  const shared = sharedOnce();
  const ofStage = (pixels: Pixels | undefined) => (ArrayBuffer.isView(pixels) ? shared(pixels) : pixels);
  return (chain, panel) => {
    const photons = sharedCopy(panel.photons);
    return {
      ...panel,
      photons,
      into: panel.into === panel.photons ? photons : sharedCopy(panel.into),
      pixels: chain.map(({ params }, place) => ofStage(panel.pixels?.[place] ?? (params.pixels as Pixels))),
    };
  };
}

/** Arrays that hold the values of a panel before and after a step. */
type StepValues = Pick<TaskPanel, 'from' | 'into'>;

/**
 * Returns the values of a panel for each step. Between steps they are float64, in an array of their own; a chain of one step needs
 * none, since its values are float64 chunk by chunk.
 */
function valuesOfSteps({ photons, into }: ReadoutPanel, steps: number): StepValues[] {
  if (steps <= 1) return [{ from: photons, into }];
  const between = into instanceof Float64Array ? into : sharedZeros(Float64Array, into.length);
  return Array.from({ length: steps }, (_, step) => ({
    from: step === 0 ? photons : between,
    into: step === steps - 1 ? into : between,
  }));
}

/** Returns the task of the stages of a step. */
function taskOf(
  chain: readonly ChainLink[],
  panels: readonly (ReadoutPanel & { readonly values: StepValues })[],
  key: ImageKey,
  step: Step,
): ReadoutTask {
  const links = chain.slice(step.first, step.end);
  return {
    ...key,
    inBands: step.inBands,
    occurrences: occurrencesIn(chain).slice(step.first, step.end),
    panels: panels.map(({ panel, shape, values, pixels }) => ({
      panel,
      shape,
      ...values,
      params: links.map(({ params }, i) => {
        const own = pixels?.[step.first + i];
        return own === undefined ? params : { ...params, pixels: own };
      }),
    })),
  };
}

/**
 * Creates a runner that applies readout chains on several threads.
 *
 * @param wanted number of threads, the calling thread included; `auto` chooses by workload, up to the number of cores
 */
export function readoutThreads(wanted: number | 'auto' = 'auto'): ReadoutRunner {
  const { workersFor, work, close } = workerPool(workerFile('readout-worker', import.meta.url), wanted);
  const shared = sharing();
  return {
    close,
    async apply(chain, panels, key, { signal, progress } = {}) {
      // Parts of images are small.
      if (panels.some(({ isCropped }) => isCropped))
        return serialReadoutRunner.apply(chain, panels, key, {
          ...(signal && { signal }),
          ...(progress && { progress }),
        });
      const steps = stepsOf(chain);
      const workers = workersFor(workerMs(steps, panels));
      const ready = workers > 0 ? panels.map((panel) => shared(chain, panel)) : panels;
      if (steps.length === 0) for (const { photons, into } of ready) into.set(photons);
      const values = ready.map((panel) => valuesOfSteps(panel, steps.length));
      for (const [s, step] of steps.entries()) {
        const { first, end, runsOnWorkers } = step;
        const stages = chain.slice(first, end).map(({ stage }) => stage);
        const here = ready.map((panel, p) => ({ ...panel, values: values[p]?.[s] as StepValues }));
        const task = taskOf(chain, here, key, step);
        const { chunks, compute } = chunkWork(stages, task);
        await work(
          {
            bands: chunks,
            workers: runsOnWorkers ? Math.max(0, Math.min(workers, chunks - 1)) : 0,
            task: (counter): WorkerTask => ({ ...task, counter, stages: stages.map(({ id }) => id) }),
            start: () => compute,
            failure: 'a worker thread failed while recording the image',
          },
          {
            ...(signal && { signal }),
            progress: (fraction) => progress?.((first + fraction * (end - first)) / chain.length),
          },
        );
      }
      for (const [p, { into: recorded }] of ready.entries()) {
        const into = panels[p]?.into;
        if (into !== recorded) into?.set(recorded);
      }
    },
  };
}

/** Returns the estimated time on one thread of the steps that workers can compute, ms. */
function workerMs(steps: readonly Step[], panels: readonly ReadoutPanel[]): number {
  const stages = steps.reduce((sum, { first, end, runsOnWorkers }) => sum + (runsOnWorkers ? end - first : 0), 0);
  const pixels = panels.reduce((sum, { into }) => sum + into.length, 0);
  return (pixels * stages * COST_NS) / 1e6;
}
