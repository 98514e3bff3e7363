import type { Kernel } from '@braggsim/core';
import { crew, isShared, workerFile } from '@braggsim/core/node';
import { bandCount, type PanelFixed } from '../cpu/band-runner';
import { type CpuBackend, cpuKernelWith, type RenderBands } from '../cpu/kernel';
import { runnerCache } from '../cpu/runner-cache';
import { type BandTask, bandsOf } from './band-task';
import { sharedPanel } from './shared';

/** Rough time of a pixel and of each of its samples, ns. */
const COST_NS = {
  double: { pixel: 7, sample: 5 },
  mixed: { pixel: 6, sample: 3 },
  single: { pixel: 4, sample: 1.4 },
} as const;

const panelKeys = new WeakMap<PanelFixed, number>();
let lastKey = 0;
function keyOf(panel: PanelFixed): number {
  const key = panelKeys.get(panel) ?? ++lastKey;
  panelKeys.set(panel, key);
  return key;
}

const sharedImage = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));

/** Bands handed out to this thread and to as many workers as pay. */
function threads(wanted: number | 'auto'): CpuBackend {
  const { workersFor, work, close } = crew(workerFile('cpu-worker', import.meta.url), wanted);
  const runnerOf = runnerCache();

  const render: RenderBands = async (panel, { compiled, numbers, arithmetic }, into, supervision) => {
    const bands = bandCount(panel.pixelsSlow);
    const { places, sources, orientations } = numbers.counts;
    const cost = COST_NS[arithmetic.precision];
    const pixelNs = cost.pixel + cost.sample * places * sources * orientations;
    const workers = workersFor((panel.pixelsFast * panel.pixelsSlow * pixelNs) / 1e6, bands);
    const asItIs = workers === 0 || (into instanceof Float32Array && isShared(into));
    const image = asItIs ? (into as Float32Array) : sharedImage(into.length);
    const task = (counter: BandTask['counter']): BandTask => ({
      panelKey: keyOf(panel),
      panel: sharedPanel(panel),
      compiled,
      numbers,
      counter,
      image,
    });
    const start = () => {
      const runner = runnerOf(compiled, panel);
      runner.load(numbers);
      return bandsOf(runner, image);
    };
    const failure = 'a worker thread failed while computing the image';
    await work({ bands, workers, task, start, failure }, supervision);
    if (image !== into) into.set(image);
    return workers + 1;
  };
  return { render, newImage: sharedImage, close };
}

/** The CPU kernel on worker threads. */
export const threadedCpuKernel: Kernel = cpuKernelWith(({ threads: wanted = 'auto' }) => threads(wanted));
