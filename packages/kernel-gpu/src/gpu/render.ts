import { interrupted, type PanelPlan, type RunOptions, refusal } from '@braggsim/core';
import { TILE_EDGE } from '@braggsim/core/sample-graph';
import { type Band, withinPanel } from './bands';
import { bufferSet, MAP_READ, USAGE } from './buffers';
import type { GpuLease } from './device';
import { rowMaker, type ShotNumbers } from './host-rows';
import type { Pace } from './pace';
import { type DISPATCH_NUMBERS, type ImageShader, TILE_PIXELS } from './shader';
import { bytesPerTile, packed, reusable } from './upload';

/** Rows of the tiles of one dispatch may take this much. */
const MOST_ROW_BYTES = 2 ** 25;
/** The guaranteed limit of WebGPU. */
const MOST_TILES = 65535;
/** Dispatches that wait while one runs: enough to keep the device busy, few enough to stop soon. */
const IN_FLIGHT = 2;

/** A panel on the device: what stays there from shot to shot. */
export interface DevicePanel {
  readonly plan: PanelPlan;
  readonly bands: readonly Band[];
  /** The spots of each band. */
  readonly spots: readonly GPUBuffer[];
  readonly tables: readonly GPUBuffer[];
}

export interface RenderJob extends Pick<RunOptions, 'signal' | 'progress'> {
  readonly lease: GpuLease;
  readonly panel: DevicePanel;
  readonly shader: ImageShader;
  readonly pipeline: GPUComputePipeline;
  readonly numbers: ShotNumbers;
  readonly pace: Pace;
  readonly image: Float32Array | Float64Array;
}

/** Computes the image of one panel. Everything that it changes is its own, so that several may run at a time. */
export async function render(job: RenderJob): Promise<void> {
  const { lease, panel, shader, pipeline, numbers, pace, image, signal, progress } = job;
  const { device } = lease;
  const { counts } = numbers;
  const samplesPerTile = TILE_PIXELS * counts.places * counts.sources * counts.orientations;
  const { levels } = shader.rows;
  const perTile = bytesPerTile(levels, counts);
  const capacity = Math.min(MOST_TILES, Math.floor(MOST_ROW_BYTES / Math.max(1, perTile.singles, perTile.fixed)));
  if (capacity === 0) {
    throw refusal(
      "kernel 'gpu' cannot run this: the places of a pixel are too many for one buffer; use the cpu kernel",
    );
  }
  const largest = Math.min(capacity, Math.max(...panel.bands.map(({ spots }) => spots.length / 2)));
  const buffers = bufferSet(device);
  const dispatches = dispatchQueue(device, pace);
  try {
    const maker = rowMaker(shader.rows, numbers);
    const ofShot = packed(maker.shotRows());
    const [shot, axes] = [buffers.filled(ofShot.singles), buffers.filled(ofShot.fixed)];
    const tiles = reusable(buffers, perTile.singles * largest);
    const directions = reusable(buffers, perTile.fixed * largest);
    const uniforms = buffers.make(4 * shader.numbers.length, USAGE.uniform | USAGE.copyTarget);
    const [firstFast, lastFast, firstSlow, lastSlow] = withinPanel(panel.plan);
    const width = panel.plan.pixelsFast;
    const total = panel.bands.reduce((sum, { spots }) => sum + spots.length / 2, 0);
    const readings: Promise<void>[] = [];
    let done = 0;

    for (const [b, band] of panel.bands.entries()) {
      const bytes = 4 * width * band.rows;
      const target = buffers.make(bytes, USAGE.storage | USAGE.copySource);
      const bound = [uniforms, panel.spots[b] as GPUBuffer, shot, tiles, axes, directions, target, ...panel.tables];
      const group = device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
      });
      const count = band.spots.length / 2;
      for (let first = 0; first < count; ) {
        if (signal?.aborted) throw interrupted();
        const size = Math.min(capacity, count - first, pace.tiles(samplesPerTile));
        const centres = Float64Array.from(band.spots.subarray(2 * first, 2 * (first + size)), (x) => x + TILE_EDGE / 2);
        const ofTiles = packed(maker.tileRows(centres));
        device.queue.writeBuffer(tiles, 0, ofTiles.singles);
        device.queue.writeBuffer(directions, 0, ofTiles.fixed);
        const values: Record<(typeof DISPATCH_NUMBERS)[number], number> = {
          firstTile: first,
          ...counts,
          firstFast,
          lastFast,
          firstSlow,
          lastSlow,
          width,
          bandStart: band.firstRow * width,
        };
        const named: Readonly<Record<string, number>> = { ...ofShot.starts, ...ofTiles.starts, ...values };
        device.queue.writeBuffer(
          uniforms,
          0,
          Uint32Array.from(shader.numbers, (name) => named[name] as number),
        );
        const commands = device.createCommandEncoder();
        const pass = commands.beginComputePass();
        pass.setPipeline(pipeline);
        pass.setBindGroup(0, group);
        pass.dispatchWorkgroups(size);
        pass.end();
        await dispatches.submit(commands.finish(), size * samplesPerTile);
        first += size;
        done += size;
        progress?.(done / total);
      }
      const staging = buffers.make(bytes, USAGE.mapRead | USAGE.copyTarget);
      const commands = device.createCommandEncoder();
      commands.copyBufferToBuffer(target, 0, staging, 0, bytes);
      device.queue.submit([commands.finish()]);
      // It is read back while the next band is computed; a failure is told where all are awaited.
      const reading = readBand(staging, bytes, band, panel.plan, image);
      reading.catch(() => {});
      readings.push(reading);
    }
    await dispatches.finish();
    await Promise.all(readings);
    if (signal?.aborted) throw interrupted();
  } finally {
    await dispatches.finish();
    buffers.destroy();
  }
}

async function readBand(
  staging: GPUBuffer,
  bytes: number,
  { firstRow }: Band,
  { mask, pixelsFast }: PanelPlan,
  image: Float32Array | Float64Array,
): Promise<void> {
  await staging.mapAsync(MAP_READ);
  const pixels = new Float32Array(staging.getMappedRange(0, bytes));
  const start = firstRow * pixelsFast;
  image.set(pixels, start);
  staging.unmap();
  if (!mask) return;
  const end = start + bytes / 4;
  for (let i = start; i < end; i++) if (mask[i] === 0) image[i] = 0;
}

/** Submits dispatches, a few at a time, and tells the pace how long they take. */
function dispatchQueue(device: GPUDevice, pace: Pace) {
  const running: Promise<void>[] = [];
  let free = 0;
  return {
    submit: async (commands: GPUCommandBuffer, samples: number): Promise<void> => {
      const submitted = performance.now();
      device.queue.submit([commands]);
      const finished = device.queue.onSubmittedWorkDone().then(() => {
        const now = performance.now();
        pace.took(samples, now - Math.max(submitted, free));
        free = now;
      });
      running.push(finished);
      if (running.length >= IN_FLIGHT) await running.shift();
    },
    finish: async (): Promise<void> => {
      await Promise.all(running.splice(0));
    },
  };
}
