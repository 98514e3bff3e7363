import { interrupted, isBraggsimError } from '@braggsim/core';
import {
  type Arithmetic,
  DEFAULT_TOLERANCE,
  type FixedPlan,
  type Kernel,
  type KernelOptions,
  type Plan,
  type PreparedKernel,
  type RunOptions,
  type ShotPlan,
  samplesPerPixel,
  withoutNativeCode,
} from '@braggsim/core/kernel';
import {
  addingPlans,
  BRAGG_OUTPUTS,
  findTerms,
  isBraggOutput,
  outputImages,
  type PlanTerms,
  shapeReach,
} from '@braggsim/sample-loop';
import { bandsOf } from './bands';
import { bufferPool } from './buffers';
import { type DeviceHolder, type GpuLease, LOST } from './device';
import { gpuDifferentiator } from './differentiator';
import { dispatchQueue } from './dispatch-queue';
import { dispatchSizer } from './dispatch-sizer';
import { rowMemory, type ShotNumbers } from './host-rows';
import { checkReach, shotNumbers } from './numbers';
import { type PanelShaders, panelShaders, unsupported } from './panel-shaders';
import { pipelineOf } from './pipeline';
import { type DevicePanel, render } from './render';
import type { ImageShader } from './shader';
import { BINDINGS } from './shader-frame';
import { type TileRows, tileRowStore } from './tile-rows';

/** Largest number of samples of a pixel: a tile is computed in one dispatch, and browsers end devices that are busy for seconds. */
const MAX_SAMPLES = 2.5e7;
/** Largest size of a band of an image, bytes. */
const MAX_BAND_BYTES = 2 ** 26;
/** Largest total size of the rows of tiles that are kept on the device from shot to shot, bytes. */
const MAX_KEPT_BYTES = 2 ** 28;
/** Number of images of panels that are computed or read back at a time. */
const PANELS_IN_FLIGHT = 4;
/** Number of shots worth keeping in flight: one is read back and written to a file while the next is computed. */
const SHOTS_IN_FLIGHT = 2;

/** Returns why a plan with sums over nodes of the reciprocal lattice is rejected; undefined for others. */
const whyNoNodes = ({ scatters = [], band }: FixedPlan): string | undefined =>
  band
    ? 'it has no integral over a band (beam.spectrum.between: linear)'
    : scatters.length > 0
      ? `it has no loop over the nodes of ${scatters.map(({ id }) => `scatter '${id}'`).join(' and ')}`
      : undefined;

/** Reasons why the kernel rejects a plan, from its numbers alone; empty if there are none. */
function accepts(plan: Plan): string[] {
  const sums = whyNoNodes(plan.fixed);
  if (sums) return [sums];
  const samples = samplesPerPixel(plan);
  return samples > MAX_SAMPLES
    ? [`a pixel has ${samples} samples, and one dispatch computes at most ${MAX_SAMPLES}`]
    : [];
}

/** Creates the GPU kernel, which computes in float32 with shaders generated for the plan, on the device of a holder. */
export const gpuKernelOn = (holder: DeviceHolder): Kernel => addingPlans(ofOnePlan(holder));

/** Makes the kernel that computes single plans on the device of a holder; sums of plans are made from it. */
const ofOnePlan = (holder: DeviceHolder): Kernel => ({
  id: 'gpu',
  accepts,
  differentiator: (registry, options) => gpuDifferentiator(holder, registry, accepts, options),
  prepare: async (fixed, registry, options = {}): Promise<PreparedKernel> => {
    withoutNativeCode('gpu', options);
    if (options.precision === 'double' || options.precision === 'mixed') {
      throw unsupported(`it computes in single precision, and '${options.precision}' is asked for`);
    }
    const sums = whyNoNodes(fixed);
    if (sums) throw unsupported(sums);
    const terms = await findTerms(fixed, registry);
    const panels = fixed.panels.map((_, p) => panelShaders(fixed, terms, p));
    const lease = await holder.lease();
    try {
      return await prepareOn(lease, fixed, options, terms, panels);
    } catch (error) {
      await lease.release();
      throw error;
    }
  },
});

async function prepareOn(
  lease: GpuLease,
  fixed: FixedPlan,
  { precision = 'auto', tolerance }: KernelOptions,
  terms: PlanTerms,
  panels: readonly PanelShaders[],
): Promise<PreparedKernel> {
  const { facts, device, problems } = lease;
  const tableBytes = Math.max(0, ...Object.values(fixed.tables).map(({ values }) => 4 * values.length));
  if (tableBytes > facts.maxBindingBytes) {
    throw unsupported(`a table takes ${tableBytes} bytes, and ${facts.name} reads ${facts.maxBindingBytes} at most`);
  }
  const storageBuffers = BINDINGS.length - 1 + Object.keys(fixed.tables).length;
  if (storageBuffers > facts.maxStorageBuffers) {
    throw unsupported(`it needs ${storageBuffers} buffers, and ${facts.name} has ${facts.maxStorageBuffers}`);
  }
  const pool = bufferPool(device);
  const queue = dispatchQueue(device);
  const memory = rowMemory();
  const allowance = { left: MAX_KEPT_BYTES };
  const buffers = pool.acquire();
  const tables = Object.values(fixed.tables).map(({ values }) => buffers.filled(Float32Array.from(values)));
  const onDevice = panels.map(({ plan }): DevicePanel => {
    const bands = bandsOf(plan, Math.min(MAX_BAND_BYTES, facts.maxBindingBytes));
    return {
      plan,
      bands,
      tileOrigins: bands.map(({ tileOrigins }) => buffers.filled(tileOrigins)),
      tables,
      sizer: dispatchSizer(),
    };
  });
  const stores = new Map<ImageShader, (numbers: ShotNumbers) => TileRows>();
  const tileRowsOf = (shader: ImageShader, { bands }: DevicePanel, numbers: ShotNumbers): TileRows => {
    const store = stores.get(shader) ?? tileRowStore(pool, memory, shader.rows, bands, allowance);
    stores.set(shader, store);
    return store(numbers);
  };
  const reach = shapeReach(fixed, terms) ?? [];
  const collectors = new Map<ImageShader, (shot: ShotPlan) => ShotNumbers>();
  const numbersOf = (shader: ImageShader, { plan }: DevicePanel) => {
    const collector = collectors.get(shader) ?? shotNumbers(shader.rows, fixed, plan, reach);
    collectors.set(shader, collector);
    return collector;
  };
  let arithmetic: Arithmetic = { precision: 'single', threads: 1 };

  let isClosed = false;
  const running = new Set<Promise<unknown>>();
  const runShot = async (shot: ShotPlan, options: RunOptions) => {
    const { outputs = ['photons'], into = {}, signal: asked, progress } = options;
    const signal = {
      get aborted() {
        return isClosed || (asked?.aborted ?? false);
      },
    };
    const factors = fixed.factors.map(({ id }) => id);
    const images = outputImages(fixed, ['photons', ...BRAGG_OUTPUTS, ...factors], outputs, into);
    if (signal.aborted) throw interrupted();
    checkReach(shot);
    const bound = Math.max(...panels.map((panel) => panel.bound(shot)));
    if (precision === 'auto' && tolerance !== undefined && bound > tolerance) {
      const error = Number.isFinite(bound) ? `may reach ${bound.toPrecision(2)} of a spot's peak` : 'has no bound here';
      throw unsupported(`the error of single precision ${error}, and the tolerance is ${tolerance}`);
    }
    const jobs = outputs.flatMap((output) => panels.map((shaders, p) => ({ output, shaders, p })));
    const fractions = jobs.map(() => 0);
    await eachOf(jobs, PANELS_IN_FLIGHT, async ({ output, shaders, p }, n) => {
      const panel = onDevice[p] as DevicePanel;
      const ofFactor = output === 'photons' ? undefined : factors.indexOf(output);
      const shader = shaders.shader(shot, isBraggOutput(output) ? output : ofFactor);
      if (panel.bands.length === 0) return;
      const pipeline = await pipelineOf(lease, shader);
      const numbers = numbersOf(shader, panel)(shot);
      const tileRows = tileRowsOf(shader, panel, numbers);
      const image = images[output]?.[p] as Float32Array | Float64Array;
      const ofPanel = (fraction: number) => {
        fractions[n] = fraction;
        progress?.(fractions.reduce((sum, x) => sum + x, 0) / jobs.length);
      };
      try {
        await render({
          ...{ device, pool, queue, memory, panel, shader, pipeline, numbers, tileRows, images: [image], signal },
          progress: ofPanel,
        });
      } finally {
        tileRows.release();
      }
    });
    progress?.(1);
    arithmetic = {
      precision: 'single',
      ...(Number.isFinite(bound) && { bound }),
      threads: 1,
      ...(precision === 'auto' &&
        bound > (tolerance ?? DEFAULT_TOLERANCE) && { reason: 'the gpu kernel computes in no other' }),
    };
    return images;
  };
  /** Runs a shot, and throws if an error occurs on the device meanwhile, because the image may be wrong. */
  const runChecked = async (shot: ShotPlan, options: RunOptions) => {
    const before = problems.length;
    const failed = (problem = '') => unsupported(`${facts.name} failed: ${problem.split('\n')[0]}`);
    const images = await runShot(shot, options).catch((error: unknown) => {
      const problem = problems[before] ?? problems.find((text) => text.startsWith(LOST));
      throw problem === undefined || isBraggsimError(error) ? error : failed(problem);
    });
    if (problems.length > before) throw failed(problems[before]);
    return images;
  };
  const run = async (shot: ShotPlan, options: RunOptions = {}) => {
    const images = runChecked(shot, options);
    running.add(images);
    return images.finally(() => running.delete(images));
  };
  return {
    run,
    shotsInFlight: SHOTS_IN_FLIGHT,
    get arithmetic() {
      return arithmetic;
    },
    close: async () => {
      isClosed = true;
      await Promise.allSettled(running);
      pool.destroy();
      await lease.release();
    },
  };
}

/**
 * Does jobs, at most `limit` at a time, and begins no more once one has failed.
 *
 * @throws the error of the first that failed, after those that had begun have ended
 */
async function eachOf<T>(jobs: readonly T[], limit: number, work: (job: T, n: number) => Promise<void>): Promise<void> {
  const waiting = jobs.entries();
  const failures: unknown[] = [];
  const worker = async () => {
    for (const [n, job] of waiting) {
      if (failures.length > 0) return;
      await work(job, n).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failures.length > 0) throw failures[0];
}
