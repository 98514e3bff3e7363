import type { Pixels } from '@braggsim/core/derived';
import { sharedCopy, sharedOnce } from '@braggsim/core/kernel';
import { workerFile, workerPool } from '@braggsim/core/node';
import { type ChainLink, occurrencesIn } from '../chain';
import type { ImageKey, ReadoutPanel, ReadoutRunner } from '../readout-runner';
import { chunkWork, type ReadoutTask, type WorkerTask } from './readout-task';
import { type Step, stepsOf } from './steps';

/** Estimated time of a stage for one pixel, ns. */
const COST_NS = 25;

/** Creates a function that copies panels and the images of stages into shared memory; each image is copied once. */
function sharing(): (chain: readonly ChainLink[], panel: ReadoutPanel) => ReadoutPanel {
  const shared = sharedOnce();
  const ofStage = (pixels: Pixels | undefined) => (ArrayBuffer.isView(pixels) ? shared(pixels) : pixels);
  return (chain, panel) => ({
    ...panel,
    values: sharedCopy(panel.values),
    pixels: chain.map(({ params }, place) => ofStage(panel.pixels?.[place] ?? (params.pixels as Pixels))),
  });
}

/** The task of the stages of a step. */
function taskOf(chain: readonly ChainLink[], panels: readonly ReadoutPanel[], key: ImageKey, step: Step): ReadoutTask {
  const links = chain.slice(step.first, step.end);
  return {
    ...key,
    inBands: step.inBands,
    occurrences: occurrencesIn(chain).slice(step.first, step.end),
    panels: panels.map(({ panel, shape, values, pixels }) => ({
      panel,
      shape,
      values,
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
      const steps = stepsOf(chain);
      const workers = workersFor(workerMs(steps, panels));
      const ready = workers > 0 ? panels.map((panel) => shared(chain, panel)) : panels;
      for (const step of steps) {
        const { first, end, runsOnWorkers } = step;
        const stages = chain.slice(first, end).map(({ stage }) => stage);
        const task = taskOf(chain, ready, key, step);
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
      for (const [p, { values }] of ready.entries()) {
        const into = panels[p]?.values;
        if (into !== values) into?.set(values);
      }
    },
  };
}

/** Estimated time on one thread of the steps that workers can compute, ms. */
function workerMs(steps: readonly Step[], panels: readonly ReadoutPanel[]): number {
  const stages = steps.reduce((sum, { first, end, runsOnWorkers }) => sum + (runsOnWorkers ? end - first : 0), 0);
  const pixels = panels.reduce((sum, { values }) => sum + values.length, 0);
  return (pixels * stages * COST_NS) / 1e6;
}
