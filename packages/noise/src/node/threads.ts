import { type Pixels, sharedCopy, sharedOnce } from '@braggsim/core';
import { crew, workerFile } from '@braggsim/core/node';
import { type ChainLink, occurrencesIn } from '../chain';
import type { ImageKey, ReadoutPanel, ReadoutRunner } from '../readout-runner';
import { pieceWork, type ReadoutTask, type WorkerTask } from './readout-task';
import { type Step, stepsOf } from './steps';

/** Rough time of a stage for a pixel, ns. */
const COST_NS = 25;

/** Puts panels and the images of stages into memory that threads share; an image that comes again is copied once. */
function sharing(): (chain: readonly ChainLink[], panel: ReadoutPanel) => ReadoutPanel {
  const shared = sharedOnce();
  const ofStage = (pixels: Pixels | undefined) => (ArrayBuffer.isView(pixels) ? shared(pixels) : pixels);
  return (chain, panel) => ({
    ...panel,
    values: sharedCopy(panel.values),
    pixels: chain.map(({ params }, place) => ofStage(panel.pixels?.[place] ?? (params.pixels as Pixels))),
  });
}

/** What the stages of a step have to do. */
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

/** @param wanted threads, this one among them; `auto`: as many as there are cores, for series that are worth it */
export function readoutThreads(wanted: number | 'auto' = 'auto'): ReadoutRunner {
  const { workersFor, work, close } = crew(workerFile('readout-worker', import.meta.url), wanted);
  const shared = sharing();
  return {
    close,
    async apply(chain, panels, key, { signal, progress } = {}) {
      const steps = stepsOf(chain);
      const workers = workersFor(travellingMs(steps, panels));
      const ready = workers > 0 ? panels.map((panel) => shared(chain, panel)) : panels;
      for (const step of steps) {
        const { first, end, travels } = step;
        const stages = chain.slice(first, end).map(({ stage }) => stage);
        const task = taskOf(chain, ready, key, step);
        const { pieces, compute } = pieceWork(stages, task);
        await work(
          {
            bands: pieces,
            workers: travels ? Math.max(0, Math.min(workers, pieces - 1)) : 0,
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

/** Rough time on one thread of the steps that workers can take over, ms. */
function travellingMs(steps: readonly Step[], panels: readonly ReadoutPanel[]): number {
  const stages = steps.reduce((sum, { first, end, travels }) => sum + (travels ? end - first : 0), 0);
  const pixels = panels.reduce((sum, { values }) => sum + values.length, 0);
  return (pixels * stages * COST_NS) / 1e6;
}
