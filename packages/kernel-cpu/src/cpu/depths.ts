import type { Emitters } from '@braggsim/formula/emit';
import { liveOut, type Node } from '@braggsim/formula/graph';
import type { Code, Local } from '@braggsim/formula/wasm';
import { addBatch } from './add-batch';
import { canTestInPairs, testInPairs } from './cull';
import { cullConditions } from './cull-conditions';
import { limitsOf } from './limited';
import type { NestCode } from './nest-code';
import { type InnerLoop, pixelsAt, scalarsAt, sumsAt } from './nest-levels';
import { BATCH, completeAt, outputsOf, rangeDepth, scalarInputs } from './nest-plan';
import { firstAcceptedInputs } from './nest-values';
import { LIST_ENTRY_BYTES } from './run-parameters';

/** How a depth is reached. */
interface Reached {
  /** Whether only by iterations that have passed the cull test. */
  readonly isTested?: boolean;
  /** Bits of the pixels that it computes, by fours; all of them where absent. */
  readonly fours?: Local;
}

/** Emits the code of a depth and of those inside it: scalars, a loop over the pixels, the next loop, and what its sums make. */
export function atDepth(
  nest: NestCode,
  outer: Emitters,
  depth: number,
  { isTested = false, fours }: Reached = {},
): void {
  const { image, levels, plan, memory, code, pixels } = nest;
  const here = outer.inner();
  const loop = levels.inner[depth];
  const work = () => {
    for (const c of liveOut(plan, scalarsAt(depth))) here.hold(c);
    const grown = plan.accumulations.filter(({ known }) => loop && known === completeAt(levels, depth));
    pixels.clear(grown.map(({ sum }) => memory.sumAt.get(sum) as number));
    pixelLoop(nest, here, pixelsAt(depth), fours);
    if (!loop) return;
    iterations(nest, here, depth, loop);
    pixelLoop(nest, here, sumsAt(depth));
  };
  const guard = !loop && !isTested ? image.guard : depth === rangeDepth(levels) ? image.rangeGuard : undefined;
  if (guard) {
    cullConditions(guard).forEach((condition, i) => {
      here.scalar.emit(condition);
      code.f64(0).op('f64.ge');
      if (i > 0) code.op('i32.and');
    });
    code.when(work);
  } else work();
}

/** Emits the pixel loop of a level: values that others need, firstAccepted, sums that grow here, and at the end the image. */
function pixelLoop(nest: NestCode, outer: Emitters, level: string, fours?: Local): void {
  const { image, levels, plan, memory, code, pixels } = nest;
  const stores = liveOut(plan, level).filter((c) => memory.bufferAt(c) !== undefined);
  const grown = plan.accumulations.filter(({ at }) => at === level);
  const updated = level === pixelsAt(levels.sampleDepth) ? image.firstAccepted : [];
  const last = level === completeAt(levels, 0);
  if (stores.length + grown.length + updated.length === 0 && !last) return;
  const over = fours ? (body: (pixel: Local, twice: Local) => void) => pixels.among(fours, body) : pixels.each;
  over((pixel, twice) => {
    const here = outer.inner();
    provide(nest, here, level, pixel, twice);
    for (const c of stores) here.store(c, c.as === 'wide' ? twice : pixel, memory.bufferAt(c) as number);
    updated.forEach((node, i) => {
      here.store({ node, as: 'vector' }, pixel, memory.firstAcceptedAt[i] as number);
    });
    for (const { sum, addend } of grown) {
      const at = memory.batchAt.get(sum) ?? (memory.sumAt.get(sum) as number);
      const add = ({ vector }: Emitters) => {
        code.get(pixel);
        vector.emitPlus(addend, () => code.get(pixel).memory('v128.load', at));
        code.memory('v128.store', at);
      };
      const within = (inside: Emitters, [limit, ...more]: ReturnType<typeof limitsOf>): void => {
        if (limit) {
          inside.vector.emitAnyLess(...limit);
          code.when(() => within(inside.inner(), more));
        } else add(inside);
      };
      within(here, limitsOf(addend));
    }
    if (!last) return;
    outputsOf(image).forEach((node, i) => {
      here.store({ node, as: 'vector' }, pixel, memory.outputAt + i * memory.tileBytes);
    });
  });
}

/** Provides what a level does not compute itself. Nothing is loaded that is not used. */
function provide({ plan, values, memory }: NestCode, here: Emitters, level: string, pixel: Local, twice: Local): void {
  for (const [node, at] of memory.pixelInputAt) {
    here.load({ node, as: node.wide ? 'wide' : 'vector' }, node.wide ? twice : pixel, at);
  }
  memory.firstAcceptedAt.forEach((at, i) => {
    for (const node of firstAcceptedInputs(plan.nodes, i)) here.load({ node, as: 'vector' }, pixel, at);
  });
  for (const c of values.buffered) {
    if (c.from !== level) here.load(c, c.as === 'wide' ? twice : pixel, memory.bufferAt(c) as number);
  }
  for (const [node, at] of memory.sumAt) here.load({ node, as: 'vector' }, pixel, at);
}

/** Emits the iterations of the loop inside a depth, each with an entry of its table. */
function iterations(nest: NestCode, outer: Emitters, depth: number, loop: InnerLoop): void {
  const { levels, values, memory, code, parameter, list } = nest;
  const entries = scalarInputs(values, loop.runs);
  const entryBytes = 8 * entries.length;
  const count = parameter(loop.count);
  const sums = values.inBatches.filter(({ over }) => over === loop.runs);
  const batches = sums.length > 0 ? batchesOf(nest, sums) : undefined;
  const entry = code.local('i32');
  const turn = code.local('i32');
  const body = (from: Local, reached: Reached) => {
    const here = outer.inner();
    entries.forEach((node, i) => {
      here.load({ node, as: 'scalar' }, from, 8 * i);
    });
    atDepth(nest, here, depth + 1, reached);
  };
  const eachTurn = (end: Local) =>
    code.loop(turn, 1, end, () => {
      body(entry, {});
      code.get(entry).i32(entryBytes).op('i32.add').set(entry);
    });

  batches?.begin();
  const isInnermost = depth + 1 === levels.inner.length;
  if (list && isInnermost) {
    listedIterations(
      nest,
      list,
      (orientation, fours) => {
        code.get(orientation).i32(entryBytes).op('i32.mul').get(parameter(loop.table)).op('i32.add').set(entry);
        body(entry, { fours });
      },
      batches,
    );
    return;
  }
  code.get(parameter(loop.table)).set(entry).i32(0).set(turn);
  if (isInnermost && canTestInPairs(nest)) {
    const hasReached = code.local('i32');
    const passing = code.local('i32');
    const found = code.local('i32');
    const from = code.local('i32');
    code.i32(0).set(hasReached);
    inBlocks(code, count, (end) => {
      testInPairs(nest, outer, loop, { turn, end, entry, entryBytes }, passing);
      const any = () => code.get(passing).i32(memory.passingAt).op('i32.ne');
      const eachPassing = () => {
        any();
        code.when(() => {
          code.i32(memory.passingAt).set(found);
          code.loop(found, 4, passing, () => {
            code.get(found).memory('i32.load', 0).set(from);
            body(from, { isTested: true });
          });
        });
      };
      if (!batches) return eachPassing();
      // An empty batch still moves the compensation of earlier ones.
      any();
      code.get(hasReached).op('i32.or').tee(hasReached);
      code.when(() => batches.around(eachPassing));
    });
  } else if (batches) inBlocks(code, count, (end) => batches.around(() => eachTurn(end)));
  else eachTurn(count);
}

/** Emits the iterations of the orientations in the list of the tile, in batches of as many entries as a batch has terms. */
function listedIterations(
  { code }: NestCode,
  { start, end }: NonNullable<NestCode['list']>,
  body: (orientation: Local, fours: Local) => void,
  batches: ReturnType<typeof batchesOf> | undefined,
): void {
  const at = code.local('i32');
  const stop = code.local('i32');
  const [orientation, fours] = [code.local('i32'), code.local('i32')];
  const eachEntry = (last: Local) =>
    code.loop(at, LIST_ENTRY_BYTES, last, () => {
      code.get(at).memory('i32.load', 0).set(orientation).get(at).memory('i32.load', 4).set(fours);
      body(orientation, fours);
    });
  code.get(start).set(at);
  code.get(start).get(end).op('i32.lt_s');
  code.when(() => {
    if (!batches) return eachEntry(end);
    code.repeat(() => {
      code
        .get(at)
        .i32(LIST_ENTRY_BYTES * BATCH)
        .op('i32.add')
        .tee(stop)
        .get(end);
      code.get(stop).get(end).op('i32.lt_s').op('select').set(stop);
      batches.around(() => eachEntry(stop));
      code.get(at).get(end).op('i32.lt_s');
    });
  });
}

/** Runs over the iterations of a loop in blocks of a batch, each from where the last one ended up to `end`. */
function inBlocks(code: Code, count: Local, block: (end: Local) => void): void {
  const start = code.local('i32');
  const end = code.local('i32');
  code.i32(0).set(start);
  code.loop(start, BATCH, count, () => {
    code.get(start).i32(BATCH).op('i32.add').tee(end).get(count);
    code.get(end).get(count).op('i32.lt_s').op('select').set(end);
    block(end);
  });
}

/** Makes batches of sums, of which each begins at zero and is then added to the sum of the loop. */
function batchesOf({ memory, code, format, pixels }: NestCode, sums: readonly Node[]) {
  const buffers = sums.map((sum) => ({
    sumAt: memory.sumAt.get(sum) as number,
    batchAt: memory.batchAt.get(sum) as number,
    lostAt: memory.lostAt.get(sum) as number,
  }));
  return {
    begin: () => pixels.clear(buffers.map(({ lostAt }) => lostAt)),
    around: (iterationsOfBatch: () => void): void => {
      pixels.clear(buffers.map(({ batchAt }) => batchAt));
      iterationsOfBatch();
      pixels.each((pixel) => {
        for (const addresses of buffers) addBatch(code, format, pixel, addresses);
      });
    },
  };
}
