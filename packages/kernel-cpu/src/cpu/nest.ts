import { type ImageGraph, type RunningLoops, TILE_EDGE } from '@braggsim/core/sample-graph';
import type { Precision, Table } from '@braggsim/formula';
import {
  type Code,
  type Crossing,
  codeBuffer,
  cut,
  type Emitters,
  emitters,
  isVector,
  type Local,
  type Loops,
  leaving,
  loops,
  NO_LOOPS,
  overlap,
  PIXEL,
  wasmModule,
} from '@braggsim/formula/graph';
import { addBatch } from './add-batch';
import { layout } from './memory';
import { type InnerLoop, nestLevels, pixelsAt, scalarsAt, sumsAt } from './nest-levels';
import { storeTile } from './store-tile';
import { RUN_PARAMETERS } from './tile';

/** A compiled tile loop and where its memory lies. Plain data but for the bytes: it travels to workers. */
export interface Nest {
  readonly wasm: Uint8Array;
  /** Names of the values that a plan gives once, in the order in which they lie at `planAt`, float64. */
  readonly planNames: readonly string[];
  readonly planAt: number;
  /** Values per place, source and orientation, in order, float64. */
  readonly placeNames: readonly string[];
  readonly sourceNames: readonly string[];
  readonly orientationNames: readonly string[];
  /** Columns and rows of the pixels of a tile, from its centre. */
  readonly pixelInputs: readonly { readonly name: string; readonly at: number; readonly wide: boolean }[];
  /** Address of each table, in values of lane width. */
  readonly tablesAt: Readonly<Record<string, number>>;
  readonly lanes: 4 | 2;
  /** First free byte: step tables, tile flags and the image of a band lie behind it. */
  readonly end: number;
}

export interface NestOptions {
  readonly precision: Precision;
  /** Fuses products and sums: last bits differ between machines. */
  readonly relaxed: boolean;
  readonly running: RunningLoops;
  /**
   * Loops whose sums are taken in batches, each begun at zero, and the batches added with compensation, so that a long
   * sum in float32 is as accurate as a short one.
   */
  readonly batched: Loops;
  readonly tables: readonly Table[];
}

const BATCH = 64;
const PIXELS = TILE_EDGE * TILE_EDGE;

/**
 * The loop nest of all images: tiles of a band, then those of places, sources and orientations that run more than once.
 * At each depth scalars are computed once, then one loop over the pixels of the tile computes what deeper loops need,
 * into buffers of a tile, and another one, when they have ended, what follows from their sums. Two short loops are
 * faster than one long one, which would not fit the registers.
 */
export function compileNest({ photons, guard, latches }: ImageGraph, options: NestOptions): Nest {
  const { precision, relaxed, running, batched } = options;
  const lanes = precision === 'double' ? 2 : 4;
  const { inner, levels, sampleDepth } = nestLevels(running);
  const depth = inner.length;
  const after = (d: number) => (d === depth ? pixelsAt(d) : sumsAt(d));
  const plan = cut(levels, [
    { node: photons, at: after(0) },
    ...latches.map((node) => ({ node, at: pixelsAt(sampleDepth) })),
    ...(guard ? [{ node: guard, at: scalarsAt(depth) }] : []),
  ]);

  // ---- memory
  const memory = layout();
  const inputs = plan.nodes.filter((node) => node.op === 'input');
  const inputsOf = (runs: Loops) => inputs.filter((node) => node.scope === runs);
  const planInputs = inputsOf(NO_LOOPS);
  const planAt = memory.reserve(8 * planInputs.length);
  const bytesOf = (as: Crossing['as']) => (PIXELS / lanes) * (as === 'wide' ? 32 : 16);
  const keyOf = ({ node, as }: Pick<Crossing, 'node' | 'as'>) => `${node.id} ${as}`;
  const pixelInputs = inputsOf(PIXEL);
  const inputAt = new Map(pixelInputs.map((node) => [node, memory.reserve(bytesOf(node.wide ? 'wide' : 'vector'))]));
  const latchAt = latches.map(() => memory.reserve(bytesOf('vector')));
  const buffered = plan.crossings.filter(({ node }) => isVector(node) && node.op !== 'sum' && !inputAt.has(node));
  const bufferAt = new Map<string, number>();
  for (const c of buffered) if (!bufferAt.has(keyOf(c))) bufferAt.set(keyOf(c), memory.reserve(bytesOf(c.as)));
  const sumAt = new Map(plan.accumulations.map(({ sum }) => [sum, memory.reserve(bytesOf('vector'))]));
  const partialAt = new Map(
    plan.accumulations
      .filter(({ sum }) => overlap(sum.over, batched))
      .map(({ sum }) => [sum, memory.reserve(bytesOf('vector'))]),
  );
  const lostAt = new Map([...partialAt.keys()].map((sum) => [sum, memory.reserve(bytesOf('vector'))]));
  const outputAt = memory.reserve(bytesOf('vector'));
  const tablesAt = Object.fromEntries(
    options.tables.map((table) => [table.name, memory.reserve(table.count.reduce((n, c) => n * c, 16 / lanes))]),
  );

  // ---- code
  const code = codeBuffer(...RUN_PARAMETERS.map(() => 'i32' as const));
  const parameter = (name: (typeof RUN_PARAMETERS)[number]) => code.params[RUN_PARAMETERS.indexOf(name)] as Local;
  const addressOf = (table: Table): number => tablesAt[table.name] as number;
  const root = emitters(code, { precision, relaxed, uses: plan.uses, addressOf });
  const format = precision === 'double' ? 'f64x2' : 'f32x4';
  const zero = () => code.splat(format, 0);
  const vectorBytes = bytesOf('vector');

  /** A loop over the vectors of a tile. `pixel` counts bytes; wide values lie at twice that. */
  const overPixels = (body: (pixel: Local, twice: Local) => void): void => {
    const pixel = code.local('i32');
    const twice = code.local('i32');
    code.i32(0).set(pixel);
    code.loop(pixel, 16, vectorBytes, () => {
      if (precision === 'mixed') code.get(pixel).i32(1).op('i32.shl').set(twice);
      body(pixel, twice);
    });
  };
  const clear = (addresses: readonly number[]): void => {
    if (addresses.length === 0) return;
    overPixels((pixel) => {
      for (const at of addresses) {
        code.get(pixel);
        zero();
        code.memory('v128.store', at);
      }
    });
  };

  /** The pixel loop of a level: values that others need, latches, sums that grow here, and at the end the image. */
  const pixelLoop = (outer: Emitters, level: string): void => {
    const stores = leaving(plan, level).filter((c) => bufferAt.has(keyOf(c)));
    const grown = plan.accumulations.filter(({ at }) => at === level);
    const latching = level === pixelsAt(sampleDepth) ? latches : [];
    const last = level === after(0);
    if (stores.length + grown.length + latching.length === 0 && !last) return;
    overPixels((pixel, twice) => {
      const here = outer.inner();
      for (const [node, at] of inputAt)
        here.load({ node, as: node.wide ? 'wide' : 'vector' }, node.wide ? twice : pixel, at);
      latchAt.forEach((at, i) => {
        for (const node of inputs) {
          if (node.name === `latch${i}` || node.name === `latched${i}`) here.load({ node, as: 'vector' }, pixel, at);
        }
      });
      for (const c of buffered) {
        if (c.from !== level) here.load(c, c.as === 'wide' ? twice : pixel, bufferAt.get(keyOf(c)) as number);
      }
      for (const [node, at] of sumAt) here.load({ node, as: 'vector' }, pixel, at);
      for (const c of stores) here.store(c, c.as === 'wide' ? twice : pixel, bufferAt.get(keyOf(c)) as number);
      latching.forEach((node, i) => {
        here.store({ node, as: 'vector' }, pixel, latchAt[i] as number);
      });
      for (const { sum, addend } of grown) {
        const at = partialAt.get(sum) ?? (sumAt.get(sum) as number);
        code.get(pixel);
        here.vector.emitPlus(addend, () => code.get(pixel).memory('v128.load', at));
        code.memory('v128.store', at);
      }
      if (last) here.store({ node: photons, as: 'vector' }, pixel, outputAt);
    });
  };

  const names = (runs: Loops) => inputsOf(runs).filter((node) => !isVector(node));
  /** Turns of one loop, from the entries of its table. */
  const turns = (outer: Emitters, d: number, loop: InnerLoop): void => {
    const entries = names(loop.runs);
    const entry = code.local('i32');
    const turn = code.local('i32');
    const body = () => {
      const here = outer.inner();
      entries.forEach((node, i) => {
        here.load({ node, as: 'scalar' }, entry, 8 * i);
      });
      atDepth(here, d + 1);
      code
        .get(entry)
        .i32(8 * entries.length)
        .op('i32.add')
        .set(entry);
    };
    code.get(parameter(loop.table)).set(entry).i32(0).set(turn);
    const sums = [...partialAt.keys()].filter(({ over }) => over === loop.runs);
    if (sums.length === 0) {
      code.loop(turn, 1, parameter(loop.count), body);
      return;
    }
    const start = code.local('i32');
    const end = code.local('i32');
    clear(sums.map((sum) => lostAt.get(sum) as number));
    code.i32(0).set(start);
    code.loop(start, BATCH, parameter(loop.count), () => {
      clear(sums.map((sum) => partialAt.get(sum) as number));
      code.get(start).i32(BATCH).op('i32.add').tee(end).get(parameter(loop.count));
      code.get(end).get(parameter(loop.count)).op('i32.lt_s').op('select').set(end);
      code.loop(turn, 1, end, body);
      overPixels((pixel) => {
        for (const sum of sums) {
          const addresses = { sumAt: sumAt.get(sum), batchAt: partialAt.get(sum), lostAt: lostAt.get(sum) };
          addBatch(code, format, pixel, addresses as Record<keyof typeof addresses, number>);
        }
      });
    });
  };

  const atDepth = (outer: Emitters, d: number): void => {
    const here = outer.inner();
    const work = () => {
      for (const c of leaving(plan, scalarsAt(d))) here.hold(c);
      clear(
        plan.accumulations
          .filter(({ known }) => known === after(d) && d < depth)
          .map(({ sum }) => sumAt.get(sum) as number),
      );
      pixelLoop(here, pixelsAt(d));
      const loop = inner[d];
      if (!loop) return;
      turns(here, d, loop);
      pixelLoop(here, sumsAt(d));
    };
    if (d === depth && guard) {
      here.scalar.emit(guard);
      code.f64(0).op('f64.ge');
      code.when(work);
    } else work();
  };

  planInputs.forEach((node, i) => {
    root.load({ node, as: 'scalar' }, zeroLocal(code), planAt + 8 * i);
  });
  for (const c of leaving(plan, 'plan')) root.hold(c);
  const row = code.local('i32');
  const column = code.local('i32');
  const flag = code.local('i32');
  code.get(parameter('flags')).set(flag);
  code.get(parameter('firstRow')).set(row);
  code.loop(row, 1, parameter('lastRow'), () => {
    code.i32(0).set(column);
    code.loop(column, 1, parameter('columns'), () => {
      code.get(flag).memory('i32.load8_u', 0);
      code.when(() => {
        const tile = root.inner();
        for (const node of names(loops('tile'))) {
          const index = node.name === 'tileFast' ? column : row;
          const centre = code.local('f64');
          code
            .get(index)
            .op('f64.convert_i32_s')
            .f64(TILE_EDGE)
            .op('f64.mul')
            .f64(TILE_EDGE / 2)
            .op('f64.add')
            .set(centre);
          tile.scalar.provide(node, () => code.get(centre));
        }
        clear(latchAt);
        atDepth(tile, 0);
        storeTile(code, {
          lanes,
          outputAt,
          row,
          column,
          firstRow: parameter('firstRow'),
          columns: parameter('columns'),
          image: parameter('image'),
        });
      });
      code.get(flag).i32(1).op('i32.add').set(flag);
    });
  });
  return {
    wasm: wasmModule([{ name: 'run', code }]),
    planNames: planInputs.map(({ name }) => name),
    planAt,
    placeNames: names(loops('subpixel', 'layer')).map(({ name }) => name),
    sourceNames: names(loops('source')).map(({ name }) => name),
    orientationNames: names(loops('orientation')).map(({ name }) => name),
    pixelInputs: pixelInputs.map((node) => ({ name: node.name, at: inputAt.get(node) as number, wide: node.wide })),
    tablesAt,
    lanes,
    end: memory.size,
  };
}

/** A local that is never set: zero. */
const zeroLocal = (code: Code): Local => code.local('i32');
