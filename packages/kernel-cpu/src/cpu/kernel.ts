import {
  type Arithmetic,
  interrupted,
  type Kernel,
  type KernelOptions,
  type PreparedKernel,
  type RunOptions,
} from '@braggsim/core';
import { findTerms, outputImages } from '@braggsim/core/sample-graph';
import { referenceKernel } from '../reference/reference';
import { BAND_ROWS, bandCount } from './band-runner';
import { type ModuleCache, type PreparedPanel, preparePanel } from './panel';
import { runnerCache } from './runner-cache';

/** Bands are computed in one go for about this long before others get their turn. */
const TURN_MS = 40;

/** Computes the bands of a panel, in any order and on any number of threads. */
export type RenderBands = (
  panel: PreparedPanel['fixed'],
  shot: ReturnType<PreparedPanel['forShot']>,
  image: Float32Array | Float64Array,
  options: RunOptions,
) => Promise<number>;

/** What a threaded variant puts in place of the plain loop over bands. */
export interface CpuBackend {
  /** @returns the number of threads that took part */
  readonly render: RenderBands;
  /** Makes images where the caller gives none. */
  readonly newImage?: (size: number) => Float32Array;
  readonly close: () => Promise<void>;
}

/** The CPU kernel: SIMD code generated for the plan. `backend` is made once for every prepared kernel. */
export const cpuKernelWith = (backend: (options: KernelOptions) => CpuBackend): Kernel => ({
  id: 'cpu',
  accepts: () => (typeof WebAssembly === 'undefined' ? ['this machine has no WebAssembly'] : []),
  prepare: async (fixed, registry, options = {}): Promise<PreparedKernel> => {
    const terms = await findTerms(fixed, registry);
    const panels = fixed.panels.map((_, p) => preparePanel(fixed, p, terms, options, modules));
    const { render, newImage, close } = backend(options);
    let arithmetic: Arithmetic = { precision: 'double', threads: 1 };
    return {
      run: async (shot, run = {}) => {
        const { outputs = ['photons'], into = {}, signal, progress } = run;
        const known = ['photons', ...fixed.factors.map(({ id }) => id)];
        const images = outputImages(fixed, known, outputs, into, newImage);
        const factors = outputs.filter((output) => output !== 'photons');
        // Factors are asked for by reports and tests only: the reference kernel gives them, from one orientation, since
        // no factor depends on it.
        if (factors.length > 0) {
          const reference = await referenceKernel.prepare(fixed, registry);
          const one = { ...shot, orientations: shot.orientations.subarray(0, 9) };
          await reference.run(one, { ...(signal && { signal }), outputs: factors, into: images });
        }
        for (const [p, panel] of panels.entries()) {
          const prepared = panel.forShot(shot);
          const share = (fraction: number) => progress?.((p + fraction) / panels.length);
          const image = images.photons?.[p];
          if (!image) continue;
          const threads = await render(panel.fixed, prepared, image, { ...run, progress: share });
          arithmetic = { ...prepared.arithmetic, threads };
        }
        return images;
      },
      get arithmetic() {
        return arithmetic;
      },
      close,
    };
  },
});

/** Modules outlive the kernels that were prepared with them. */
const modules: ModuleCache = new Map();

/** One thread, which looks up between bands. */
function singleThread(): CpuBackend {
  const runnerOf = runnerCache();
  return {
    render: async (panel, { compiled, numbers }, image, { signal, progress }) => {
      const runner = runnerOf(compiled, panel);
      runner.load(numbers);
      const bands = bandCount(panel.pixelsSlow);
      let turn = performance.now();
      for (let band = 0; band < bands; band++) {
        if (signal?.aborted) throw interrupted();
        runner.run(band * BAND_ROWS, image);
        if (performance.now() - turn < TURN_MS) continue;
        progress?.((band + 1) / bands);
        await new Promise((resolve) => setTimeout(resolve));
        turn = performance.now();
      }
      if (signal?.aborted) throw interrupted();
      progress?.(1);
      return 1;
    },
    close: async () => {},
  };
}

/** The CPU kernel on the calling thread: for browsers, and wherever threads do not pay. */
export const cpuKernel: Kernel = cpuKernelWith(singleThread);
