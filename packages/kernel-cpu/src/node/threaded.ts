import { isShared, type Kernel, type KernelOptions, sharedOnce, sharedZeros } from '@braggsim/core/kernel';
import { workerFile, workerPool } from '@braggsim/core/node';
import { type PanelWork, rowReporter } from '../cpu/image-bands';
import { type CpuBackend, cpuKernelWith } from '../cpu/kernel';
import { pixelTime } from '../cpu/nest-work';
import type { TileCode } from '../cpu/tile-code';
import type { StructureTables } from '../table-values';
import type { BandTask, SlottedPanel } from './band-task';
import { nativePart } from './native-part';
import { enableRelaxedSimd } from './relaxed';
import { threadBands } from './thread-bands';

const sharedImage = (length: number): Float32Array => sharedZeros(Float32Array, length);

/** Returns the estimated time of an image in WebAssembly on one thread, ms. */
function timeOf(panels: readonly PanelWork[]): number {
  const times = panels.map(({ panel, compiled, numbers }) => {
    const { fast, slow } = panel.region;
    return (fast[1] - fast[0]) * (slow[1] - slow[0]) * pixelTime(compiled.nest.work, numbers.counts);
  });
  return times.reduce((sum, ns) => sum + ns, 0) / 1e6;
}

/** Computes bands on this thread and on as many workers as the workload justifies. */
function threads(options: KernelOptions): CpuBackend {
  const { workersFor, work, close } = workerPool(workerFile('cpu-worker', import.meta.url), options.threads ?? 'auto');
  const native = nativePart(options);
  const bandsOf = threadBands(native.runnerOf);
  const shared = sharedOnce();
  const inSharedMemory = ({ panel, image, ...rest }: SlottedPanel): SlottedPanel => ({
    ...rest,
    panel: { ...panel, ...(panel.mask && { mask: shared(panel.mask) }) },
    image: image instanceof Float32Array && isShared(image) ? image : sharedImage(image.length),
  });
  const sharedTables = (structure: StructureTables): StructureTables =>
    Object.fromEntries(Object.entries(structure).map(([name, table]) => [name, shared(table)]));

  const numbers = new Map<StructureTables, number>();
  /** Returns the number by which workers know tables; plans of one sum have their own. */
  const numberOf = (structure: StructureTables): number => {
    const number = numbers.get(structure) ?? numbers.size;
    numbers.set(structure, number);
    return number;
  };

  const render: CpuBackend['render'] = async ({ structure, panels: generated }, run) => {
    const { finishedRows, ...supervision } = run;
    const ms = timeOf(generated);
    const { slotOf, report } = await native.forImage(
      generated.map(({ compiled }) => compiled),
      ms,
    );
    const given = generated.map(({ compiled, ...rest }): SlottedPanel => {
      const { nest, module, key } = compiled;
      return { ...rest, compiled: { nest, module, key }, slot: slotOf(compiled) };
    });
    const usefulWorkers = workersFor(ms);
    const panels = usefulWorkers > 0 ? given.map(inSharedMemory) : given;
    const nativeBands = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const { count, compute } = bandsOf({ structure, panels, nativeBands });
    const workers = Math.min(usefulWorkers, count - 1);
    // Rows that workers leave in shared memory are reported when the caller's own image has them.
    const inPlace = panels.every(({ image }, p) => image === given[p]?.image);
    const reportRows = finishedRows && rowReporter(given, finishedRows);
    await work(
      {
        bands: count,
        workers,
        task: (counter): BandTask => {
          const tables = { tablesNumber: numberOf(structure), structure: sharedTables(structure) };
          return { ...tables, panels, counter, nativeBands };
        },
        start: () => compute,
        failure: 'a worker thread failed while computing the image',
      },
      { ...supervision, ...(reportRows && inPlace && { computed: reportRows }) },
    );
    for (const [p, { image }] of panels.entries()) {
      const into = given[p]?.image;
      if (into !== image) into?.set(image);
    }
    if (!inPlace) reportRows?.(count);
    return { threads: workers + 1, code: report(Atomics.load(nativeBands, 0) / count) };
  };
  // Memory that is shared is freed late, since its size does not count when V8 decides to collect.
  return { render, ...(options.threads !== 1 && { newImage: sharedImage }), close };
}

/** Returns native code for derivatives, which run on this thread. */
function tileCode(options: KernelOptions): TileCode {
  const native = nativePart(options);
  return {
    forRun: async (nests, ms) => {
      const { slotOf, report } = await native.forImage(nests, ms);
      return {
        runnerOf: (nest, tables, outputs) => {
          const slot = slotOf(nest);
          return slot && native.tilesOf(slot, tables, outputs);
        },
        report,
      };
    },
  };
}

const ofEngine: Kernel = cpuKernelWith(threads, tileCode);

/** Switches on the relaxed instructions for what may use them: double precision never does. */
const withInstructions = (options: KernelOptions = {}): void => {
  if (options.precision !== 'double' && options.relaxedSimd !== false) enableRelaxedSimd();
};

/** The CPU kernel on worker threads with all vector instructions of the engine, and with native code where the workload justifies it. */
export const threadedCpuKernel: Kernel = {
  ...ofEngine,
  prepare: async (fixed, terms, options) => {
    withInstructions(options);
    return ofEngine.prepare(fixed, terms, options);
  },
  differentiator: async (terms, options) => {
    withInstructions(options);
    return (ofEngine.differentiator as NonNullable<Kernel['differentiator']>)(terms, options);
  },
};
