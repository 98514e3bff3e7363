import type { Table } from '@braggsim/formula';
import { emitters } from '@braggsim/formula/emit';
import { liveOut, loops, NO_LOOPS } from '@braggsim/formula/graph';
import { type Code, codeBuffer, type Local, wasmModule } from '@braggsim/formula/wasm';
import { atDepth } from './depths';
import type { NestCode } from './nest-code';
import { nestMemory } from './nest-memory';
import { type NestNames, type NestOptions, type NestPlan, outputsOf, scalarInputs } from './nest-plan';
import { type LoopWork, nestWork } from './nest-work';
import { pixelLoops } from './over-pixels';
import { RUN_PARAMETERS, type RunParameter } from './run-parameters';
import { appendedTiles, storeTile } from './store-tile';
import { loadList, overTiles, tileCentre } from './tiles';

/** A compiled tile loop and the layout of its memory, as plain data that can be sent to workers. */
export interface Nest extends NestNames {
  readonly wasm: Uint8Array;
  /** Address of the values of the plan, float64. */
  readonly planAt: number;
  /** Columns and rows of the pixels of a tile, from its centre. */
  readonly pixelInputs: readonly { readonly name: string; readonly at: number; readonly wide: boolean }[];
  /** Address of each table, in values of lane width. */
  readonly tablesAt: Readonly<Record<string, number>>;
  readonly lanes: 4 | 2;
  /** Bytes of the pixels of a tile, in lane width. */
  readonly tileBytes: number;
  /** First free byte: step tables, tile flags and the image of a band follow. */
  readonly end: number;
  /** Estimated time of a pixel, by the loops that it is spent in. */
  readonly work: readonly LoopWork[];
}

/**
 * Returns the loop nest of all images: tiles of a band, then those of places, sources and orientations that run more than once.
 * At each depth scalars are computed once, then one loop over the pixels of the tile computes what deeper loops need,
 * into buffers of a tile, and another one, when they have ended, what follows from their sums. Two short loops are
 * faster than one long one, which would not fit the registers.
 */
export function compileNest(planned: NestPlan, { precision, relaxed, running, tables }: NestOptions): Nest {
  const { image, plan, values, names } = planned;
  const lanes = precision === 'double' ? 2 : 4;
  const format = precision === 'double' ? 'f64x2' : 'f32x4';
  const memory = nestMemory(values, {
    lanes,
    firstAccepted: image.firstAccepted.length,
    outputs: outputsOf(image).length,
    tables,
  });
  const code = codeBuffer(...RUN_PARAMETERS.map(() => 'i32' as const));
  const parameter = (name: RunParameter) => code.params[RUN_PARAMETERS.indexOf(name)] as Local;
  const pixels = pixelLoops(code, format, memory.tileBytes, precision === 'mixed');
  const list = running.listed && { start: code.local('i32'), end: code.local('i32') };
  const nest: NestCode = { ...planned, memory, code, format, pixels, parameter, list };

  const addressOf = (table: Table): number => memory.tablesAt[table.name] as number;
  const root = emitters(code, { precision, relaxed, uses: plan.uses, addressOf, scratchAt: memory.scratchAt });
  values.inputsOf(NO_LOOPS).forEach((node, i) => {
    root.load({ node, as: 'scalar' }, zeroLocal(code), memory.planAt + 8 * i);
  });
  for (const c of liveOut(plan, 'plan')) root.hold(c);
  const outputs = image.derivatives
    ? appendedTiles(code, parameter('image'), memory, outputsOf(image).length)
    : undefined;
  overTiles(code, parameter, (row, column) => {
    const tile = root.inner();
    for (const node of scalarInputs(values, loops('tile'))) {
      const centre = tileCentre(code, node.name === 'tileFast' ? column : row);
      tile.scalar.provide(node, () => code.get(centre));
    }
    if (list) loadList(code, parameter, row, column, list);
    pixels.clear(memory.firstAcceptedAt);
    atDepth(nest, tile, 0);
    if (outputs) return outputs.append();
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

  return {
    ...names,
    wasm: wasmModule([{ name: 'run', code }]),
    planAt: memory.planAt,
    pixelInputs: [...memory.pixelInputAt].map(([{ name, wide }, at]) => ({ name, at, wide })),
    tablesAt: memory.tablesAt,
    lanes,
    tileBytes: memory.tileBytes,
    end: memory.end,
    work: nestWork(planned, { precision, relaxed }),
  };
}

/** Returns a local that is never set: zero. */
const zeroLocal = (code: Code): Local => code.local('i32');
