import { emitters } from '@braggsim/formula/emit';
import { NO_LOOPS, type Node, reachable, type Schedule } from '@braggsim/formula/graph';
import { codeBuffer, type Local, wasmModule } from '@braggsim/formula/wasm';
import { type HostLevel, SHARED_LOOPS, type SharedLoop } from './levels';

/** A value that the shader reads as a 64-bit integer in fixed point. */
export interface FixedValue {
  readonly node: Node;
  readonly unit: number;
}

/** Values of a level that the shader reads for every iteration of its loops: in float32, and in fixed point. */
export interface RowLevel extends HostLevel {
  readonly singles: readonly Node[];
  readonly fixed: readonly FixedValue[];
}

/** Generated code that computes rows in float64, with one function for each level, and the inputs that it reads. */
export interface RowsModule {
  readonly module: WebAssembly.Module;
  readonly levels: readonly RowLevel[];
  readonly planNames: readonly string[];
  readonly placeNames: readonly string[];
  readonly sourceNames: readonly string[];
  readonly orientationNames: readonly string[];
  /** Names of all inputs of the rows of tiles: the rows change only with these. */
  readonly tileInputs: ReadonlySet<string>;
}

/** Tells whether the rows of a level depend on the tile. */
export const isOfTiles = ({ over }: HostLevel): boolean => over.includes('tile');

/** Names of the parameters of each function of the module that computes rows of values, in their order; all are i32. */
export const ROW_PARAMETERS = [
  'tileCount',
  'placeCount',
  'sourceCount',
  'orientationCount',
  'tileTable',
  'placeTable',
  'sourceTable',
  'orientationTable',
  'plan',
  'singles',
  'fixed',
] as const;
export type RowParameter = (typeof ROW_PARAMETERS)[number];

/** Names of the coordinates of a tile's centre, in pixels. */
const TILE_NAMES = ['tileFast', 'tileSlow'] as const;

/** Generates the code of the rows of some levels. */
export function rowsModule(schedule: Schedule, levels: readonly RowLevel[]): RowsModule {
  const inputs = schedule.nodes.filter((node) => node.op === 'input');
  const namesOf = (runs: Node['scope']) => inputs.filter(({ scope }) => scope === runs).map(({ name }) => name);
  const names: Readonly<Record<SharedLoop, readonly string[]>> = {
    tile: TILE_NAMES,
    place: namesOf(SHARED_LOOPS.place),
    source: namesOf(SHARED_LOOPS.source),
    orientation: namesOf(SHARED_LOOPS.orientation),
  };
  const planNames = namesOf(NO_LOOPS);

  const functionOf = ({ over, singles, fixed }: RowLevel) => {
    const code = codeBuffer(...ROW_PARAMETERS.map(() => 'i32' as const));
    const parameter = (name: RowParameter) => code.params[ROW_PARAMETERS.indexOf(name)] as Local;
    const advance = (pointer: Local, bytes: number) => code.get(pointer).i32(bytes).op('i32.add').set(pointer);
    const entries = new Map<SharedLoop, Local>();
    const row = (): void => {
      const here = emitters(code, { precision: 'single', relaxed: false, uses: schedule.uses }).inner();
      for (const node of inputs) {
        if (node.scope === NO_LOOPS)
          here.load({ node, as: 'scalar' }, parameter('plan'), 8 * planNames.indexOf(node.name));
        for (const [name, entry] of entries) {
          if (node.scope === SHARED_LOOPS[name])
            here.load({ node, as: 'scalar' }, entry, 8 * names[name].indexOf(node.name));
        }
      }
      singles.forEach((node, i) => {
        code.get(parameter('singles'));
        here.scalar.emit(node);
        code.op('f32.demote_f64').memory('f32.store', 4 * i);
      });
      fixed.forEach(({ node, unit }, i) => {
        code.get(parameter('fixed'));
        here.scalar.emit(node);
        code
          .f64(1 / unit)
          .op('f64.mul')
          .op('f64.nearest')
          .op('i64.trunc_sat_f64_s')
          .memory('i64.store', 8 * i);
      });
      advance(parameter('singles'), 4 * singles.length);
      advance(parameter('fixed'), 8 * fixed.length);
    };
    const nest = ([name, ...rest]: readonly SharedLoop[]): void => {
      if (!name) {
        row();
        return;
      }
      const [entry, iteration] = [code.local('i32'), code.local('i32')];
      entries.set(name, entry);
      code
        .get(parameter(`${name}Table`))
        .set(entry)
        .i32(0)
        .set(iteration);
      code.loop(iteration, 1, parameter(`${name}Count`), () => {
        nest(rest);
        advance(entry, 8 * names[name].length);
      });
    };
    nest(over);
    return code;
  };

  const ofTiles = levels.filter(isOfTiles).flatMap(({ singles, fixed }) => [...singles, ...fixed.map((f) => f.node)]);
  const wasm = wasmModule(levels.map((level) => ({ name: level.name, code: functionOf(level) })));
  return {
    module: new WebAssembly.Module(wasm as BufferSource),
    levels,
    planNames,
    placeNames: names.place,
    sourceNames: names.source,
    orientationNames: names.orientation,
    tileInputs: new Set(reachable(ofTiles).map(({ name }) => name)),
  };
}

/** Rows of one level in the layout of the device. */
export interface Rows {
  readonly level: RowLevel;
  readonly singles: Uint8Array<ArrayBuffer>;
  readonly fixed: Uint8Array<ArrayBuffer>;
}

/** The numbers of a shot on a panel that the code of the rows reads. */
export interface ShotNumbers {
  /** Values that a plan and panel have one of, in the order of the names of the code. */
  readonly planValues: Float64Array;
  readonly tables: {
    readonly places: Float64Array;
    readonly sources: Float64Array;
    readonly orientations: Float64Array;
  };
  readonly counts: { readonly places: number; readonly sources: number; readonly orientations: number };
}

/** Computes the rows of a shot. */
export interface RowMaker {
  /** Computes the rows of all levels outside the loop over tiles. The next call of either function overwrites them. */
  shotRows(): Rows[];
  /**
   * Computes the rows of all levels inside the loop over tiles. The next call of either function overwrites them.
   *
   * @param centres fast and slow coordinates of the centres of the tiles, in pixels, two numbers a tile
   */
  tileRows(centres: Float64Array): Rows[];
}

const PAGE = 65536;
const ALIGNMENT = 16;

/** A memory in which the rows of several panels are computed in turns. */
export interface RowMemory {
  readonly memory: WebAssembly.Memory;
  /** The maker whose tables it holds. */
  holder: RowMaker | undefined;
}

/**
 * Creates a memory for the makers of rows. A browser reserves gigabytes of addresses for each memory and has room for about a hundred, so that panels
 * must share one.
 */
export const rowMemory = (): RowMemory => ({ memory: new WebAssembly.Memory({ initial: 1 }), holder: undefined });

/** Creates the maker of the rows of a shot. The next call of a function of any maker with the same memory overwrites its rows. */
export function rowMaker(shared: RowMemory, rows: RowsModule, { planValues, tables, counts }: ShotNumbers): RowMaker {
  const { memory } = shared;
  const instance = new WebAssembly.Instance(rows.module, { env: { memory } });
  let top = 0;
  const reserve = (bytes: number): number => {
    const at = top;
    top += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil((top - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
    return at;
  };
  const put = (values: Float64Array): number => {
    const at = reserve(values.byteLength);
    new Float64Array(memory.buffer, at, values.length).set(values);
    return at;
  };
  const putAll = () => {
    top = ALIGNMENT;
    const given = {
      placeCount: counts.places,
      sourceCount: counts.sources,
      orientationCount: counts.orientations,
      placeTable: put(tables.places),
      sourceTable: put(tables.sources),
      orientationTable: put(tables.orientations),
      plan: put(planValues),
    };
    return { given, end: top };
  };
  let placed: ReturnType<typeof putAll> | undefined;

  const compute = (centres: Float64Array, isIncluded: (level: RowLevel) => boolean): Rows[] => {
    // Another maker may have taken the memory.
    if (shared.holder !== maker || !placed) placed = putAll();
    shared.holder = maker;
    top = placed.end;
    const { given } = placed;
    const tileCount = centres.length / 2;
    const tileTable = put(centres);
    const countOf = { tile: tileCount, place: counts.places, source: counts.sources, orientation: counts.orientations };
    const places = rows.levels.filter(isIncluded).map((level) => {
      const iterations = level.over.reduce((n, name) => n * countOf[name], 1);
      const sizes = { singles: 4 * level.singles.length * iterations, fixed: 8 * level.fixed.length * iterations };
      return { level, sizes, singles: reserve(sizes.singles), fixed: reserve(sizes.fixed) };
    });
    return places.map(({ level, sizes, singles, fixed }) => {
      const values: Record<RowParameter, number> = { ...given, tileCount, tileTable, singles, fixed };
      (instance.exports[level.name] as (...parameters: number[]) => void)(
        ...ROW_PARAMETERS.map((name) => values[name]),
      );
      return {
        level,
        singles: new Uint8Array(memory.buffer, singles, sizes.singles),
        fixed: new Uint8Array(memory.buffer, fixed, sizes.fixed),
      };
    });
  };
  const maker: RowMaker = {
    shotRows: () => compute(new Float64Array(2), (level) => !isOfTiles(level)),
    tileRows: (centres) => compute(centres, isOfTiles),
  };
  return maker;
}
