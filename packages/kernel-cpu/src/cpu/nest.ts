import type { Precision, Table } from '@braggsim/formula';
import {
  type Code,
  codeBuffer,
  cut,
  emitters,
  isVector,
  type Local,
  type Loops,
  leaving,
  loops,
  NO_LOOPS,
  wasmModule,
} from '@braggsim/formula/graph';
import type { ImageGraph, RunningLoops } from '@braggsim/sample-loop';
import { atDepth, completeAt, type NestCode } from './depths';
import { nestLevels, pixelsAt, scalarsAt } from './nest-levels';
import { nestMemory } from './nest-memory';
import { pixelLoops } from './over-pixels';
import { RUN_PARAMETERS, type RunParameter } from './run-parameters';
import { storeTile } from './store-tile';
import { overTiles, tileCentre } from './tiles';

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

/**
 * The loop nest of all images: tiles of a band, then those of places, sources and orientations that run more than once.
 * At each depth scalars are computed once, then one loop over the pixels of the tile computes what deeper loops need,
 * into buffers of a tile, and another one, when they have ended, what follows from their sums. Two short loops are
 * faster than one long one, which would not fit the registers.
 */
export function compileNest(image: ImageGraph, { precision, relaxed, running, batched, tables }: NestOptions): Nest {
  const { photons, guard, latches } = image;
  const lanes = precision === 'double' ? 2 : 4;
  const format = precision === 'double' ? 'f64x2' : 'f32x4';
  const levels = nestLevels(running);
  const plan = cut(levels.levels, [
    { node: photons, at: completeAt(levels, 0) },
    ...latches.map((node) => ({ node, at: pixelsAt(levels.sampleDepth) })),
    ...(guard ? [{ node: guard, at: scalarsAt(levels.inner.length) }] : []),
  ]);
  const memory = nestMemory(plan, { lanes, latches: latches.length, batched, tables });
  const code = codeBuffer(...RUN_PARAMETERS.map(() => 'i32' as const));
  const parameter = (name: RunParameter) => code.params[RUN_PARAMETERS.indexOf(name)] as Local;
  const pixels = pixelLoops(code, format, memory.tileBytes, precision === 'mixed');
  const nest: NestCode = { image, levels, plan, memory, code, format, pixels, parameter };

  const addressOf = (table: Table): number => memory.tablesAt[table.name] as number;
  const root = emitters(code, { precision, relaxed, uses: plan.uses, addressOf });
  const planInputs = memory.inputsOf(NO_LOOPS);
  planInputs.forEach((node, i) => {
    root.load({ node, as: 'scalar' }, zeroLocal(code), memory.planAt + 8 * i);
  });
  for (const c of leaving(plan, 'plan')) root.hold(c);
  const scalarInputs = (runs: Loops) => memory.inputsOf(runs).filter((node) => !isVector(node));
  overTiles(code, parameter, (row, column) => {
    const tile = root.inner();
    for (const node of scalarInputs(loops('tile'))) {
      const centre = tileCentre(code, node.name === 'tileFast' ? column : row);
      tile.scalar.provide(node, () => code.get(centre));
    }
    pixels.clear(memory.latchAt);
    atDepth(nest, tile, 0);
    storeTile(code, {
      lanes,
      outputAt: memory.outputAt,
      row,
      column,
      firstRow: parameter('firstRow'),
      columns: parameter('columns'),
      image: parameter('image'),
    });
  });

  const names = (runs: Loops) => scalarInputs(runs).map(({ name }) => name);
  return {
    wasm: wasmModule([{ name: 'run', code }]),
    planNames: planInputs.map(({ name }) => name),
    planAt: memory.planAt,
    placeNames: names(loops('subpixel', 'layer')),
    sourceNames: names(loops('source')),
    orientationNames: names(loops('orientation')),
    pixelInputs: [...memory.pixelInputAt].map(([{ name, wide }, at]) => ({ name, at, wide })),
    tablesAt: memory.tablesAt,
    lanes,
    end: memory.end,
  };
}

/** A local that is never set: zero. */
const zeroLocal = (code: Code): Local => code.local('i32');
