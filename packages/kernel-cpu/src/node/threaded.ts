import type { Kernel } from '@braggsim/core';
import { crew, isShared, workerFile } from '@braggsim/core/node';
import { bandCount, type PanelFixed } from '../cpu/band-runner';
import { type CpuBackend, cpuKernelWith, type RenderBands } from '../cpu/kernel';
import { runnerCache } from '../cpu/runner-cache';
import { type BandTask, bandsOf } from './band-task';
import { sharedPanel } from './shared';

/** Workers are asked for when an image is expected to take longer than this on one thread. */
const WORTH_MS = 150;
/** Rough time per sample, ns. */
const COST = { double: 6, mixed: 4, single: 2 } as const;

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
  const { most, work, close } = crew(workerFile('cpu-worker', import.meta.url), wanted);
  const runnerOf = runnerCache();

  const render: RenderBands = async (panel, { compiled, numbers, arithmetic }, into, supervision) => {
    const bands = bandCount(panel.pixelsSlow);
    const { places, sources, orientations } = numbers.counts;
    const samples = panel.pixelsFast * panel.pixelsSlow * places * sources * orientations;
    const pays = wanted === 'auto' ? (samples * COST[arithmetic.precision]) / 1e6 > WORTH_MS : true;
    const workers = pays ? Math.min(most, bands) - 1 : 0;
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
