import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { interrupted, type Kernel } from '@braggsim/core';
import type { Piscina } from 'piscina';
import { bandCount, type PanelFixed } from '../cpu/band-runner';
import { type CpuBackend, cpuKernelWith, type RenderBands } from '../cpu/kernel';
import { runnerCache } from '../cpu/runner-cache';
import { type BandTask, bandCounter, computeNextBand, finished, stop } from './bands';
import { sharedPanel } from './shared';

/** Workers are asked for when an image is expected to take longer than this on one thread. */
const WORTH_MS = 150;
/** Rough time per sample, ns. */
const COST = { double: 6, mixed: 4, single: 2 } as const;
const TURN_MS = 40;

/** Beside this file when built; where tests run from sources, the built one. */
function workerFile(): string {
  const beside = new URL('./cpu-worker.js', import.meta.url);
  return existsSync(beside) ? beside.href : new URL('../../dist/cpu-worker.js', import.meta.url).href;
}

const panelKeys = new WeakMap<PanelFixed, number>();
let lastKey = 0;
function keyOf(panel: PanelFixed): number {
  const key = panelKeys.get(panel) ?? ++lastKey;
  panelKeys.set(panel, key);
  return key;
}

const isShared = (image: Float32Array | Float64Array): image is Float32Array =>
  image instanceof Float32Array && image.buffer instanceof SharedArrayBuffer;

const sharedImage = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));

/**
 * Bands handed out by an atomic counter to this thread and to as many workers as pay. This thread begins at once, so
 * that the start of the workers costs nothing; which thread computes a band makes no difference to its bytes.
 */
function threads(wanted: number | 'auto'): CpuBackend {
  const most = wanted === 'auto' ? availableParallelism() : wanted;
  const runnerOf = runnerCache();
  let pool: Piscina | undefined;

  const startPool = async (): Promise<Piscina> => {
    const { Piscina } = await import('piscina');
    pool ??= new Piscina({ filename: workerFile(), minThreads: most - 1, maxThreads: most - 1, idleTimeout: 1000 });
    return pool;
  };

  const render: RenderBands = async (panel, { compiled, numbers, arithmetic }, into, { signal, progress }) => {
    if (signal?.aborted) throw interrupted();
    const counter = bandCounter(bandCount(panel.pixelsSlow));
    const { places, sources, orientations } = numbers.counts;
    const samples = panel.pixelsFast * panel.pixelsSlow * places * sources * orientations;
    const pays = wanted === 'auto' ? (samples * COST[arithmetic.precision]) / 1e6 > WORTH_MS : true;
    const workers = pays ? Math.min(most, counter.bands) - 1 : 0;
    const image = workers === 0 || isShared(into) ? (into as Float32Array) : sharedImage(into.length);

    const task: BandTask = {
      panelKey: keyOf(panel),
      panel: sharedPanelIf(workers > 0, panel),
      compiled,
      numbers,
      counter,
      image,
    };
    const halt = () => stop(counter);
    signal?.addEventListener('abort', halt, { once: true });
    try {
      const shares =
        workers > 0
          ? startPool().then((p) => Promise.all(Array.from({ length: workers }, () => p.run(task))))
          : undefined;
      // A worker's failure is told once, by the await below; the others stop.
      shares?.catch(halt);
      const runner = runnerOf(compiled, panel);
      runner.load(numbers);
      await takeTurns(
        () => computeNextBand(counter, runner, image),
        () => progress?.(finished(counter)),
      );
      await shares?.catch((cause: unknown) => {
        throw new Error('a worker thread failed while computing the image', { cause });
      });
      if (signal?.aborted) throw interrupted();
    } finally {
      signal?.removeEventListener('abort', halt);
    }
    if (image !== into) into.set(image);
    progress?.(1);
    return workers + 1;
  };
  return { render, newImage: sharedImage, close: async () => void (await pool?.destroy()) };
}

const sharedPanelIf = (share: boolean, panel: PanelFixed): PanelFixed => (share ? sharedPanel(panel) : panel);

/** Repeats a step until it says that there is no more, and lets others have their turn now and then. */
async function takeTurns(step: () => boolean, pause: () => void): Promise<void> {
  let turn = performance.now();
  while (step()) {
    if (performance.now() - turn < TURN_MS) continue;
    pause();
    await new Promise((resolve) => setImmediate(resolve));
    turn = performance.now();
  }
}

/** The CPU kernel on worker threads. */
export const threadedCpuKernel: Kernel = cpuKernelWith(({ threads: wanted = 'auto' }) => threads(wanted));
