import { interrupted, isBraggsimError, type Term } from '@braggsim/core';
import {
  type Arithmetic,
  boxPixels,
  type Differentiator,
  type KernelOptions,
  type PanelPlan,
  type PixelBox,
  type PixelDerivatives,
  type Plan,
  type Registry,
  withoutNativeCode,
} from '@braggsim/core/kernel';
import { NO_LOOPS } from '@braggsim/formula/graph';
import {
  codeCache,
  codeKey,
  findTerms,
  identityOf,
  imageGraph,
  indexSpread,
  isAffine,
  loopTables,
  type PlanTerms,
  panelDirections,
  planRow,
  seriesOrder,
  shapeReach,
  termsOf,
  whyNotSingle,
} from '@braggsim/sample-loop';
import { bandsOf } from './bands';
import { type BufferPool, bufferPool } from './buffers';
import type { DeviceHolder, GpuLease } from './device';
import { dispatchQueue } from './dispatch-queue';
import { dispatchSizer } from './dispatch-sizer';
import { type RowMemory, rowMemory, type ShotNumbers } from './host-rows';
import { checkReach, countsOf, runningOf } from './numbers';
import { unsupported } from './panel-shaders';
import { pipelineOf } from './pipeline';
import { render } from './render';
import { type ImageShader, imageShader } from './shader';
import { BINDINGS, TILE_EDGE } from './shader-frame';
import { tileRowStore } from './tile-rows';

type DerivativeRequest = Parameters<Differentiator['run']>[0];

/** Largest size of the pixels of a band, with their derivatives, bytes. */
const MAX_BAND_BYTES = 2 ** 26;
/** Largest total size of the rows of tiles of a run, bytes. */
const MAX_ROWS_BYTES = 2 ** 28;

/** Returns the panel with the pixels of boxes alone. */
function boxedPanel(panel: PanelPlan, boxes: readonly PixelBox[]): PanelPlan {
  const { pixelsFast, pixelsSlow } = panel;
  const mask = new Uint8Array(pixelsFast * pixelsSlow);
  for (const { fast, slow } of boxes) {
    for (let y = slow[0]; y < slow[1]; y++) mask.fill(1, y * pixelsFast + fast[0], y * pixelsFast + fast[1]);
  }
  const around = (side: 'fast' | 'slow'): [number, number] => [
    Math.min(...boxes.map((box) => box[side][0])),
    Math.max(...boxes.map((box) => box[side][1])),
  ];
  return { ...panel, mask, region: { fast: around('fast'), slow: around('slow') } };
}

/** Copies the pixels of the boxes of a panel out of its images, to where they belong among those of all boxes. */
function copyBoxes(
  images: readonly Float32Array[],
  { pixelsFast }: PanelPlan,
  boxes: readonly { readonly box: PixelBox; readonly start: number }[],
  { photons, derivatives }: PixelDerivatives,
): void {
  [photons, ...derivatives].forEach((into, output) => {
    for (const { box, start } of boxes) {
      const width = box.fast[1] - box.fast[0];
      for (let y = box.slow[0]; y < box.slow[1]; y++) {
        const from = y * pixelsFast + box.fast[0];
        const row = (images[output] as Float32Array).subarray(from, from + width);
        into.set(row, start + (y - box.slow[0]) * width);
      }
    }
  });
}

/** The shader of a panel with derivatives, and its numbers and tables. */
interface DerivativeShader {
  readonly shader: ImageShader;
  readonly numbers: ShotNumbers;
  readonly tables: readonly Float64Array[];
}

/** Shaders by what they are generated from: a model is evaluated many times with the same. */
const shaders = codeCache<ImageShader>();

function derivativeShader(
  plan: Plan,
  index: number,
  by: DerivativeRequest['by'],
  terms: PlanTerms,
  { device, facts }: GpuLease,
): DerivativeShader {
  const { fixed, shot } = plan;
  const panel = fixed.panels[index] as PanelPlan;
  const counts = countsOf(fixed, shot);
  const running = runningOf(counts);
  const directions = panelDirections(plan, index, by, running);
  const all = { ...fixed.tables, ...directions.tables };
  const surface = terms.surfaces[index] as PlanTerms['surfaces'][number];
  const obstacle = whyNotSingle(fixed, isAffine(panel, surface));
  if (obstacle) throw unsupported(obstacle);
  const order = seriesOrder(fixed, panel, indexSpread(shot), 'single');
  const layouts = Object.values(all).map(({ layout }) => layout);
  const patterns = directions.patterns.map(({ inputs, tables }) => [[...inputs], [...tables]]);
  const identities = termsOf(terms, surface).map(identityOf);
  const code = codeKey({ fixed, terms }, panel, running, 'single', NO_LOOPS);
  const key = JSON.stringify([identities, code, order, patterns, layouts]);
  const generate = (): ImageShader => {
    const graph = imageGraph(
      { fixed, panel, terms: { ...terms, surface } },
      {
        ...{ running, precision: 'single', indicesSupplied: true, tileEdge: TILE_EDGE, seriesOrder: order },
        directions: directions.patterns,
      },
    );
    return imageShader(graph, running, layouts);
  };
  const shader = shaders(key, generate);
  const storageBuffers = BINDINGS.length - 1 + layouts.length;
  if (storageBuffers > facts.maxStorageBuffers) {
    throw unsupported(`it needs ${storageBuffers} buffers, and ${facts.name} has ${facts.maxStorageBuffers}`);
  }
  const { maxComputeWorkgroupStorageSize: room } = device.limits;
  if (shader.workgroupBytes > room) {
    throw unsupported(
      `${by.length} derivatives need ${shader.workgroupBytes} bytes that threads share, and ${facts.name} has ${room}`,
    );
  }
  return {
    shader,
    tables: Object.values(all).map(({ values }) => values),
    numbers: {
      planValues: planRow(
        shader.rows.planNames,
        fixed,
        panel,
        shapeReach(fixed, terms) ?? [],
        directions.planValues,
      )(shot),
      tables: loopTables(shader.rows, fixed, panel, shot, undefined, directions),
      counts,
    },
  };
}

/** Boxes of one panel, each with the place of its first pixel among those of all. */
function byPanel(boxes: readonly PixelBox[]): Map<number, { readonly box: PixelBox; readonly start: number }[]> {
  const panels = new Map<number, { readonly box: PixelBox; readonly start: number }[]>();
  let start = 0;
  for (const box of boxes) {
    panels.set(box.panel, [...(panels.get(box.panel) ?? []), { box, start }]);
    start += boxPixels(box);
  }
  return panels;
}

/**
 * Derivatives by shaders, in float32. A shader is generated and compiled once for all plans of the same kind.
 *
 * @param accepts reasons why a plan cannot be computed
 */
export async function gpuDifferentiator(
  holder: DeviceHolder,
  registry: Registry<Term>,
  accepts: (plan: Plan) => readonly string[],
  options: KernelOptions = {},
): Promise<Differentiator> {
  withoutNativeCode('gpu', options);
  if (options.precision === 'double' || options.precision === 'mixed') {
    throw unsupported(`it computes in single precision, and '${options.precision}' is asked for`);
  }
  const lease = await holder.lease();
  const { device, facts, problems } = lease;
  const pool = bufferPool(device);
  const queue = dispatchQueue(device);
  const memory = rowMemory();
  const arithmetic: Arithmetic = { precision: 'single', threads: 1 };

  const run = async ({ plan, by, boxes, signal, progress }: DerivativeRequest): Promise<PixelDerivatives> => {
    const [reason] = accepts(plan);
    if (reason !== undefined) throw unsupported(reason);
    checkReach(plan.shot);
    const terms = await findTerms(plan.fixed, registry);
    const pixels = boxes.reduce((sum, box) => sum + boxPixels(box), 0);
    const result = { photons: new Float64Array(pixels), derivatives: by.map(() => new Float64Array(pixels)) };
    const panels = byPanel(boxes);
    let done = 0;
    for (const [index, ofPanel] of panels) {
      if (signal?.aborted) throw interrupted();
      const made = derivativeShader(plan, index, by, terms, lease);
      const panel = boxedPanel(
        plan.fixed.panels[index] as PanelPlan,
        ofPanel.map(({ box }) => box),
      );
      const images = await panelImages(panel, made, { lease, pool, queue, memory }, signal, (fraction) =>
        progress?.((done + fraction) / panels.size),
      );
      copyBoxes(images, panel, ofPanel, result);
      done++;
    }
    progress?.(1);
    return result;
  };
  return {
    run: async (request) => {
      const before = problems.length;
      const failure = () => unsupported(`${facts.name} failed: ${problems[before]?.split('\n')[0]}`);
      const result = await run(request).catch((error: unknown) => {
        throw problems.length === before || isBraggsimError(error) ? error : failure();
      });
      if (problems.length > before) throw failure();
      return result;
    },
    arithmetic,
    close: async () => {
      pool.destroy();
      await lease.release();
    },
  };
}

/** Computes the images of a panel: photons and derivatives. */
async function panelImages(
  panel: PanelPlan,
  { shader, numbers, tables }: DerivativeShader,
  {
    lease,
    pool,
    queue,
    memory,
  }: { lease: GpuLease; pool: BufferPool; queue: ReturnType<typeof dispatchQueue>; memory: RowMemory },
  signal: AbortSignal | undefined,
  progress: (fraction: number) => void,
): Promise<Float32Array[]> {
  const { device, facts } = lease;
  const bands = bandsOf(panel, Math.min(MAX_BAND_BYTES, facts.maxBindingBytes) / shader.outputs);
  const images = Array.from({ length: shader.outputs }, () => new Float32Array(panel.pixelsFast * panel.pixelsSlow));
  const buffers = pool.acquire();
  try {
    const onDevice = {
      plan: panel,
      bands,
      tileOrigins: bands.map(({ tileOrigins }) => buffers.filled(tileOrigins)),
      tables: tables.map((values) => buffers.filled(Float32Array.from(values))),
      sizer: dispatchSizer(),
    };
    const pipeline = await pipelineOf(lease, shader);
    const tileRows = tileRowStore(pool, memory, shader.rows, bands, { left: MAX_ROWS_BYTES })(numbers);
    try {
      await render({
        ...{ device, pool, queue, memory, panel: onDevice, shader, pipeline, numbers, tileRows, images, progress },
        signal: signal ?? { aborted: false },
      });
    } finally {
      tileRows.release();
    }
  } finally {
    buffers.release();
  }
  return images;
}
