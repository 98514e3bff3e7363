import { type ListedSpots, type LoopTables, TILE_EDGE, type TileLists } from '@braggsim/sample-loop';
import type { StructureTables } from '../table-values';
import type { Nest } from './nest';
import { pixelInputValues } from './nest-values';
import { LIST_ENTRY_BYTES, RUN_PARAMETERS, type RunParameter } from './run-parameters';

const PAGE = 65536;
const ALIGNMENT = 64;

/** Rounds an address up to the alignment of vectors. */
export const aligned = (at: number): number => Math.ceil(at / ALIGNMENT) * ALIGNMENT;

/** The numbers of a panel for one shot. */
export interface PanelShot {
  /** Values that a plan and panel have one of, in the order of the names in the nest. */
  readonly planValues: Float64Array;
  readonly tables: LoopTables;
  /** Spots of which each tile has a list; absent where all orientations run for all tiles. */
  readonly spots?: ListedSpots;
  readonly counts: {
    readonly places: number;
    readonly sources: number;
    readonly orientations: number;
    /** Iterations of the loop over nodes; absent in plans without one. */
    readonly nodes?: number;
  };
}

/** Values of the parameters of the generated function. */
export type RunValues = Readonly<Partial<Record<RunParameter, number>>>;

/** A module with the tables of structure factors in a memory of its own. */
export interface NestInstance {
  readonly memory: WebAssembly.Memory;
  /**
   * Puts the numbers of a shot in place of the last ones.
   *
   * @param areas bytes that the caller needs between the nest and the tables of the shot
   * @returns where the areas begin, and the parameters that say where the tables lie
   */
  load(
    shot: PanelShot,
    areas: readonly number[],
  ): { readonly areas: readonly number[]; readonly parameters: RunValues };
  /** Puts the lists of the tiles of a band behind everything else; returns the address that the function takes for them. */
  loadLists(lists: TileLists): number;
  run(parameters: RunValues): void;
}

/** Creates an instance of a module in a memory of its own, which holds the tables of structure factors from then on. */
export function nestInstance(module: WebAssembly.Module, nest: Nest, structure: StructureTables): NestInstance {
  const memory = new WebAssembly.Memory({ initial: Math.ceil(nest.end / PAGE) });
  for (const [name, at] of Object.entries(nest.tablesAt)) {
    const values = structure[name] as Float64Array;
    if (nest.lanes === 4) new Float32Array(memory.buffer, at, values.length).set(values);
    else new Float64Array(memory.buffer, at, values.length).set(values);
  }
  for (const { name, at, wide } of nest.pixelInputs) fillPixelInput(memory, nest, name, at, wide);
  const instance = new WebAssembly.Instance(module, { env: { memory } });
  const run = instance.exports.run as (...parameters: number[]) => void;
  let end = nest.end;
  const ensure = (bytes: number): void => {
    const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
    if (missing > 0) memory.grow(missing);
  };

  return {
    memory,
    load: ({ planValues, tables, counts }, areas) => {
      let top = aligned(nest.end);
      const reserve = (bytes: number): number => {
        const at = top;
        top = aligned(at + bytes);
        return at;
      };
      const starts = areas.map(reserve);
      const loops = [tables.places, tables.sources, tables.orientations, tables.nodes ?? new Float64Array()];
      const at = loops.map((table) => reserve(table.byteLength));
      ensure(top);
      end = top;
      loops.forEach((table, i) => {
        new Float64Array(memory.buffer, at[i], table.length).set(table);
      });
      new Float64Array(memory.buffer, nest.planAt, planValues.length).set(planValues);
      const [placeTable, sourceTable, orientationTable, nodeTable] = at as [number, number, number, number];
      return { areas: starts, parameters: { ...counts, placeTable, sourceTable, orientationTable, nodeTable } };
    },
    loadLists: ({ starts, entries }) => {
      const entriesAt = aligned(end + starts.byteLength);
      ensure(entriesAt + entries.byteLength);
      const addresses = new Int32Array(memory.buffer, end, starts.length);
      for (let i = 0; i < starts.length; i++) addresses[i] = entriesAt + LIST_ENTRY_BYTES * (starts[i] as number);
      new Int32Array(memory.buffer, entriesAt, entries.length).set(entries);
      return end;
    },
    run: (parameters) => run(...RUN_PARAMETERS.map((name) => parameters[name] ?? 0)),
  };
}

function fillPixelInput(memory: WebAssembly.Memory, { lanes }: Nest, name: string, at: number, wide: boolean): void {
  const values = pixelInputValues({ name }, TILE_EDGE);
  if (wide || lanes === 2) new Float64Array(memory.buffer, at, values.length).set(values);
  else new Float32Array(memory.buffer, at, values.length).set(values);
}
