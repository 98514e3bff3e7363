import { interrupted } from '@braggsim/core';
import { type PanelPlan, type RunOptions, withinPanel } from '@braggsim/core/kernel';
import type { Band } from './bands';
import { type BufferPool, MAP_READ, USAGE } from './buffers';
import type { DispatchQueue } from './dispatch-queue';
import type { DispatchSizer } from './dispatch-sizer';
import { type RowMemory, rowMaker, type ShotNumbers } from './host-rows';
import type { ImageShader } from './shader';
import { type DISPATCH_NUMBERS, PLANE, TILE_PIXELS } from './shader-frame';
import type { TileRows } from './tile-rows';
import { packed } from './upload';

/** A panel and its data on the device that are kept from shot to shot. */
export interface DevicePanel {
  readonly plan: PanelPlan;
  readonly bands: readonly Band[];
  /** Origins of the tiles of each band. */
  readonly tileOrigins: readonly GPUBuffer[];
  readonly tables: readonly GPUBuffer[];
  readonly sizer: DispatchSizer;
}

/** The computation of the images of one panel. */
export interface RenderJob extends Pick<RunOptions, 'progress'> {
  readonly signal: Pick<AbortSignal, 'aborted'>;
  readonly device: GPUDevice;
  readonly pool: BufferPool;
  readonly queue: DispatchQueue;
  readonly memory: RowMemory;
  readonly panel: DevicePanel;
  readonly shader: ImageShader;
  readonly pipeline: GPUComputePipeline;
  readonly numbers: ShotNumbers;
  readonly tileRows: TileRows;
  /** One for each output of the shader. */
  readonly images: readonly (Float32Array | Float64Array)[];
}

/**
 * Computes the images of one panel. Several calls may run at a time, since they share no buffers that are written.
 *
 * @throws BraggsimError (`interrupted`) when the signal is aborted
 */
export async function render(job: RenderJob): Promise<void> {
  const { device, pool, queue, memory, panel, shader, pipeline, numbers, tileRows, images, signal, progress } = job;
  const { plan, bands, sizer } = panel;
  const { counts } = numbers;
  const samplesPerTile = TILE_PIXELS * counts.places * counts.sources * counts.orientations;
  const width = plan.pixelsFast;
  const { fast, slow } = withinPanel(plan);
  const total = bands.reduce((sum, { tileOrigins }) => sum + tileOrigins.length / 2, 0);
  const buffers = pool.acquire();
  const readings: Promise<void>[] = [];
  let done = 0;
  try {
    const ofShot = packed(rowMaker(memory, shader.rows, numbers).shotRows());
    const [shot, axes] = [buffers.filled(ofShot.singles), buffers.filled(ofShot.fixed)];
    const uniforms = buffers.make(4 * shader.numbers.length, USAGE.uniform | USAGE.copyTarget);

    for (const [b, band] of bands.entries()) {
      const plane = width * band.rows;
      const bytes = 4 * plane * images.length;
      const target = buffers.make(bytes, USAGE.storage | USAGE.copySource | USAGE.copyTarget);
      clear(device, target);
      for (const chunk of tileRows.chunks(band)) {
        const tileOrigins = panel.tileOrigins[b] as GPUBuffer;
        const bound = [uniforms, tileOrigins, shot, chunk.singles, axes, chunk.fixed, target, ...panel.tables];
        const group = device.createBindGroup({
          layout: pipeline.getBindGroupLayout(0),
          entries: bound.map((buffer, binding) => ({ binding, resource: { buffer } })),
        });
        for (let row = 0; row < chunk.count; ) {
          if (signal.aborted) throw interrupted();
          const size = Math.min(chunk.count - row, sizer.tiles(samplesPerTile));
          const values: Record<(typeof DISPATCH_NUMBERS)[number] | typeof PLANE, number> = {
            firstTile: chunk.first + row,
            firstRow: row,
            ...counts,
            firstFast: fast[0],
            lastFast: fast[1] - 1,
            firstSlow: slow[0],
            lastSlow: slow[1] - 1,
            width,
            bandStart: band.firstRow * width,
            [PLANE]: plane,
          };
          const named: Readonly<Record<string, number>> = { ...ofShot.starts, ...chunk.starts, ...values };
          const words = Uint32Array.from(shader.numbers, (name) => named[name] as number);
          device.queue.writeBuffer(uniforms, 0, words);
          const commands = device.createCommandEncoder();
          const pass = commands.beginComputePass();
          pass.setPipeline(pipeline);
          pass.setBindGroup(0, group);
          pass.dispatchWorkgroups(size);
          pass.end();
          await queue.submit(commands.finish(), size * samplesPerTile, sizer);
          row += size;
          done += size;
          progress?.(done / total);
        }
      }
      const staging = buffers.make(bytes, USAGE.mapRead | USAGE.copyTarget);
      const commands = device.createCommandEncoder();
      commands.copyBufferToBuffer(target, 0, staging, 0, bytes);
      device.queue.submit([commands.finish()]);
      // The band is read back while the next one is computed; its error is thrown where all are awaited.
      const reading = readBand(staging, plane, band, plan, images);
      reading.catch(() => {});
      readings.push(reading);
    }
    await Promise.all(readings);
    if (signal.aborted) throw interrupted();
  } finally {
    await Promise.allSettled(readings);
    buffers.release();
  }
}

/** Sets an image to zero, the value of pixels that no thread writes. */
function clear(device: GPUDevice, image: GPUBuffer): void {
  const commands = device.createCommandEncoder();
  commands.clearBuffer(image);
  device.queue.submit([commands.finish()]);
}

/** Copies a band from its staging buffer into the images, and sets masked pixels to zero. */
async function readBand(
  staging: GPUBuffer,
  plane: number,
  { firstRow }: Band,
  { mask, pixelsFast }: PanelPlan,
  images: readonly (Float32Array | Float64Array)[],
): Promise<void> {
  await staging.mapAsync(MAP_READ);
  const pixels = new Float32Array(staging.getMappedRange(0, 4 * plane * images.length));
  const start = firstRow * pixelsFast;
  images.forEach((image, output) => {
    image.set(pixels.subarray(output * plane, (output + 1) * plane), start);
  });
  staging.unmap();
  if (!mask) return;
  for (const image of images) {
    for (let i = start; i < start + plane; i++) if (mask[i] === 0) image[i] = 0;
  }
}
