import { interrupted } from '@braggsim/core';
import {
  type Arithmetic,
  type FixedPlan,
  type Kernel,
  type KernelOptions,
  type PreparedKernel,
  type RunOptions,
  withoutNativeCode,
} from '@braggsim/core/kernel';
import { addingPlans, BRAGG_OUTPUTS, codeCache, findTerms, isBraggOutput, outputImages } from '@braggsim/sample-loop';
import { referenceKernel } from '../reference/reference';
import { type StructureTables, sameTables, tableValues } from '../table-values';
import { beginTurns } from '../turns';
import { cpuDifferentiator } from './differentiator';
import type { GeneratedNest, ModuleCache } from './generated-nest';
import { type ImageWork, imageBands, type PanelWork, rowReporter } from './image-bands';
import { type PreparedPanel, preparePanel } from './panel';
import { lazyArithmetic } from './precision';
import type { TileCode } from './tile-code';

/** How the bands of images are computed, on one thread or several. */
export interface CpuBackend {
  /**
   * Computes the bands of an image, in any order and on any number of threads.
   *
   * @returns the number of threads that took part, and the code that they ran
   */
  readonly render: (
    work: ImageWork<PanelWork<GeneratedNest>>,
    supervision: Pick<RunOptions, 'signal' | 'progress' | 'finishedRows'>,
  ) => Promise<Pick<Arithmetic, 'threads' | 'code'>>;
  /** Makes images where the caller gives none. */
  readonly newImage?: (size: number) => Float32Array;
  readonly close: () => Promise<void>;
}

/**
 * Makes a CPU kernel, which runs SIMD code generated for the plan.
 *
 * @param backend called once for every prepared kernel
 * @param tileCode called once for every differentiator; derivatives run as WebAssembly without it
 */
export const cpuKernelWith = (
  backend: (options: KernelOptions) => CpuBackend,
  tileCode?: (options: KernelOptions) => TileCode,
): Kernel =>
  addingPlans(ofOnePlan(backend, tileCode), (options) => {
    const common = backend(options);
    return { ...ofOnePlan(() => ({ ...common, close: async () => {} })), close: common.close };
  });

/** Makes the kernel that computes single plans; sums of plans are made from it. */
const ofOnePlan = (
  backend: (options: KernelOptions) => CpuBackend,
  tileCode?: (options: KernelOptions) => TileCode,
): Kernel => ({
  id: 'cpu',
  accepts: () => (typeof WebAssembly === 'undefined' ? ['this machine has no WebAssembly'] : []),
  differentiator: (registry, options = {}) => cpuDifferentiator(registry, options, tileCode?.(options)),
  prepare: async (fixed, registry, options = {}): Promise<PreparedKernel> => {
    const terms = await findTerms(fixed, registry);
    const panels = fixed.panels.map((_, p) => preparePanel(fixed, p, terms, options, modules));
    const structure = tablesOf(fixed);
    const { render, newImage, close } = backend(options);
    let arithmetic = (): Arithmetic => ({ precision: 'double', threads: 1 });
    return {
      run: async (shot, run = {}) => {
        const { outputs = ['photons'], into = {}, signal } = run;
        const known = ['photons', ...BRAGG_OUTPUTS, ...fixed.factors.map(({ id }) => id)];
        const images = outputImages(fixed, known, outputs, into, newImage);
        const factors = outputs.filter((output) => output !== 'photons' && !isBraggOutput(output));
        // Factors are asked for by reports and tests only: the reference kernel gives them, from one orientation, since
        // no factor depends on it.
        if (factors.length > 0) {
          const reference = await referenceKernel.prepare(fixed, registry);
          const one = { ...shot, orientations: shot.orientations.subarray(0, 9) };
          await reference.run(one, { ...(signal && { signal }), outputs: factors, into: images });
        }
        const made = new Map<string, Float64Array>();
        for (const output of outputs.filter((name) => name === 'photons' || isBraggOutput(name))) {
          const bragg = isBraggOutput(output) ? output : undefined;
          const shots = panels.map((panel) => panel.forShot(shot, made, bragg));
          const work = shots.map(({ compiled, numbers }, p): PanelWork<GeneratedNest> => {
            return {
              panel: (panels[p] as PreparedPanel).pixels,
              compiled,
              numbers,
              image: images[output]?.[p] as PanelWork['image'],
            };
          });
          const done = await render({ structure, panels: work }, run);
          if (bragg) continue;
          const chosen = shots.map((prepared) => prepared.arithmetic);
          arithmetic = lazyArithmetic(chosen, done);
        }
        return images;
      },
      get arithmetic() {
        return arithmetic();
      },
      close,
    };
  },
});

/** The compiled modules of this thread, which are kept when the kernels that were prepared with them are closed. */
const modules: ModuleCache = codeCache();

/** The values of tables by the first of them, so that plans with the same tables have the same object, by which memories are found. */
const knownTables = new WeakMap<Float64Array, StructureTables[]>();
const NO_TABLES: StructureTables = {};

function tablesOf({ tables }: FixedPlan): StructureTables {
  const values = tableValues(tables);
  const [first] = Object.values(values);
  if (!first) return NO_TABLES;
  const known = knownTables.get(first) ?? [];
  knownTables.set(first, known);
  const found = known.find((other) => sameTables(other, values)) ?? values;
  if (!known.includes(found)) known.push(found);
  return found;
}

/** Computes bands on the calling thread, which yields to other tasks between bands. */
function singleThread(options: KernelOptions): CpuBackend {
  withoutNativeCode('single-threaded cpu', options);
  const bandsOf = imageBands();
  return {
    render: async (work, { signal, progress, finishedRows }) => {
      const { count, compute } = bandsOf(work);
      const report = finishedRows && rowReporter(work.panels, finishedRows);
      const turns = beginTurns(progress);
      for (let band = 0; band < count; band++) {
        if (signal?.aborted) throw interrupted();
        compute(band);
        report?.(band + 1);
        if (turns.isOver()) await turns.next((band + 1) / count);
      }
      if (signal?.aborted) throw interrupted();
      progress?.(1);
      return { threads: 1 };
    },
    close: async () => {},
  };
}

/** The CPU kernel on the calling thread: for browsers, and wherever the workload does not justify threads. */
export const cpuKernel: Kernel = cpuKernelWith(singleThread);
