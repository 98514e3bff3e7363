import type { Emitters } from '@braggsim/formula/emit';
import { liveOut, type Schedule } from '@braggsim/formula/graph';
import type { Code, Local } from '@braggsim/formula/wasm';
import { addBatch } from './add-batch';
import { type InnerLoop, pixelsAt, scalarsAt, sumsAt } from './nest-levels';
import type { NestMemory } from './nest-memory';
import { BATCH, completeAt, type NestPlan, scalarInputs } from './nest-plan';
import type { PixelLoops } from './over-pixels';
import type { RunParameter } from './run-parameters';

/** What the code of a nest is written from, and into. */
export interface NestCode extends NestPlan {
  readonly memory: NestMemory;
  readonly code: Code;
  readonly format: 'f64x2' | 'f32x4';
  readonly pixels: PixelLoops;
  readonly parameter: (name: RunParameter) => Local;
}

/** The code of a depth and of those inside it: scalars, a loop over the pixels, the next loop, and what its sums make. */
export function atDepth(nest: NestCode, outer: Emitters, depth: number): void {
  const { image, levels, plan, memory, code, pixels } = nest;
  const here = outer.inner();
  const loop = levels.inner[depth];
  const work = () => {
    for (const c of liveOut(plan, scalarsAt(depth))) here.hold(c);
    const grown = plan.accumulations.filter(({ known }) => loop && known === completeAt(levels, depth));
    pixels.clear(grown.map(({ sum }) => memory.sumAt.get(sum) as number));
    pixelLoop(nest, here, pixelsAt(depth));
    if (!loop) return;
    turns(nest, here, depth, loop);
    pixelLoop(nest, here, sumsAt(depth));
  };
  if (!loop && image.guard) {
    here.scalar.emit(image.guard);
    code.f64(0).op('f64.ge');
    code.when(work);
  } else work();
}

/** The pixel loop of a level: values that others need, latches, sums that grow here, and at the end the image. */
function pixelLoop(nest: NestCode, outer: Emitters, level: string): void {
  const { image, levels, plan, memory, code, pixels } = nest;
  const stores = liveOut(plan, level).filter((c) => memory.bufferAt(c) !== undefined);
  const grown = plan.accumulations.filter(({ at }) => at === level);
  const latching = level === pixelsAt(levels.sampleDepth) ? image.latches : [];
  const last = level === completeAt(levels, 0);
  if (stores.length + grown.length + latching.length === 0 && !last) return;
  pixels.each((pixel, twice) => {
    const here = outer.inner();
    provide(nest, here, level, pixel, twice);
    for (const c of stores) here.store(c, c.as === 'wide' ? twice : pixel, memory.bufferAt(c) as number);
    latching.forEach((node, i) => {
      here.store({ node, as: 'vector' }, pixel, memory.latchAt[i] as number);
    });
    for (const { sum, addend } of grown) {
      const at = memory.batchAt.get(sum) ?? (memory.sumAt.get(sum) as number);
      code.get(pixel);
      here.vector.emitPlus(addend, () => code.get(pixel).memory('v128.load', at));
      code.memory('v128.store', at);
    }
    if (last) here.store({ node: image.photons, as: 'vector' }, pixel, memory.outputAt);
  });
}

/** Says where a level finds what it does not compute itself. Nothing is loaded that is not used. */
function provide({ plan, values, memory }: NestCode, here: Emitters, level: string, pixel: Local, twice: Local): void {
  for (const [node, at] of memory.pixelInputAt) {
    here.load({ node, as: node.wide ? 'wide' : 'vector' }, node.wide ? twice : pixel, at);
  }
  memory.latchAt.forEach((at, i) => {
    for (const node of plan.nodes) {
      const isLatch = node.op === 'input' && (node.name === `latch${i}` || node.name === `firstAcceptedSample${i}`);
      if (isLatch) here.load({ node, as: 'vector' }, pixel, at);
    }
  });
  for (const c of values.buffered) {
    if (c.from !== level) here.load(c, c.as === 'wide' ? twice : pixel, memory.bufferAt(c) as number);
  }
  for (const [node, at] of memory.sumAt) here.load({ node, as: 'vector' }, pixel, at);
}

/** The turns of the loop inside a depth, each with an entry of its table. */
function turns(nest: NestCode, outer: Emitters, depth: number, loop: InnerLoop): void {
  const { values, code, parameter } = nest;
  const entries = scalarInputs(values, loop.runs);
  const entry = code.local('i32');
  const turn = code.local('i32');
  const body = () => {
    const here = outer.inner();
    entries.forEach((node, i) => {
      here.load({ node, as: 'scalar' }, entry, 8 * i);
    });
    atDepth(nest, here, depth + 1);
    code
      .get(entry)
      .i32(8 * entries.length)
      .op('i32.add')
      .set(entry);
  };
  code.get(parameter(loop.table)).set(entry).i32(0).set(turn);
  const inBatches = values.inBatches.filter(({ over }) => over === loop.runs);
  if (inBatches.length === 0) code.loop(turn, 1, parameter(loop.count), body);
  else turnsInBatches(nest, inBatches, parameter(loop.count), (end) => code.loop(turn, 1, end, body));
}

/** Turns in batches, of which each begins its sums at zero and is then added to those of the loop. */
function turnsInBatches(
  { memory, code, format, pixels }: NestCode,
  sums: readonly Schedule['accumulations'][number]['sum'][],
  count: Local,
  runTo: (end: Local) => void,
): void {
  const buffers = sums.map((sum) => ({
    sumAt: memory.sumAt.get(sum) as number,
    batchAt: memory.batchAt.get(sum) as number,
    lostAt: memory.lostAt.get(sum) as number,
  }));
  const start = code.local('i32');
  const end = code.local('i32');
  pixels.clear(buffers.map(({ lostAt }) => lostAt));
  code.i32(0).set(start);
  code.loop(start, BATCH, count, () => {
    pixels.clear(buffers.map(({ batchAt }) => batchAt));
    code.get(start).i32(BATCH).op('i32.add').tee(end).get(count);
    code.get(end).get(count).op('i32.lt_s').op('select').set(end);
    runTo(end);
    pixels.each((pixel) => {
      for (const addresses of buffers) addBatch(code, format, pixel, addresses);
    });
  });
}
