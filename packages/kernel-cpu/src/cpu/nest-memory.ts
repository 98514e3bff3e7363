import type { Table } from '@braggsim/formula';
import {
  type Crossing,
  type Cut,
  isVector,
  type Loops,
  NO_LOOPS,
  type Node,
  overlap,
  PIXEL,
} from '@braggsim/formula/graph';
import { TILE_EDGE } from '@braggsim/sample-loop';
import { layout } from './memory';

const PIXELS = TILE_EDGE * TILE_EDGE;

/** Where the values of a nest lie that outlive the loop that makes them. Addresses of a tile's pixels are those of the first. */
export interface NestMemory {
  /** Inputs that vary with just these loops. */
  readonly inputsOf: (runs: Loops) => readonly Node[];
  /** What a plan gives once, float64. */
  readonly planAt: number;
  /** Columns and rows of the pixels of a tile. */
  readonly pixelInputAt: ReadonlyMap<Node, number>;
  readonly latchAt: readonly number[];
  /** What one loop over the pixels leaves to another. */
  readonly buffered: readonly Crossing[];
  readonly bufferAt: (crossing: Crossing) => number | undefined;
  readonly sumAt: ReadonlyMap<Node, number>;
  /** Of sums in batches: the batch that grows, and what rounding has lost of the sum. */
  readonly batchAt: ReadonlyMap<Node, number>;
  readonly lostAt: ReadonlyMap<Node, number>;
  readonly outputAt: number;
  readonly tablesAt: Readonly<Record<string, number>>;
  /** Bytes of the pixels of a tile, in lane width. */
  readonly tileBytes: number;
  /** First free byte. */
  readonly end: number;
}

interface MemoryOptions {
  readonly lanes: 4 | 2;
  readonly latches: number;
  readonly batched: Loops;
  readonly tables: readonly Table[];
}

const keyOf = ({ node, as }: Crossing) => `${node.id} ${as}`;

export function nestMemory(plan: Cut, { lanes, latches, batched, tables }: MemoryOptions): NestMemory {
  const memory = layout();
  const bytesOf = (as: Crossing['as']) => (PIXELS / lanes) * (as === 'wide' ? 32 : 16);
  const vector = () => memory.reserve(bytesOf('vector'));
  const vectorsFor = (nodes: readonly Node[]) => new Map(nodes.map((node) => [node, vector()]));
  const inputs = plan.nodes.filter((node) => node.op === 'input');
  const inputsOf = (runs: Loops) => inputs.filter((node) => node.scope === runs);

  const planAt = memory.reserve(8 * inputsOf(NO_LOOPS).length);
  const pixelInputAt = new Map(
    inputsOf(PIXEL).map((node) => [node, memory.reserve(bytesOf(node.wide ? 'wide' : 'vector'))]),
  );
  const latchAt = Array.from({ length: latches }, vector);
  const buffered = plan.crossings.filter(({ node }) => isVector(node) && node.op !== 'sum' && !pixelInputAt.has(node));
  const bufferAt = new Map<string, number>();
  for (const c of buffered) if (!bufferAt.has(keyOf(c))) bufferAt.set(keyOf(c), memory.reserve(bytesOf(c.as)));
  const sums = plan.accumulations.map(({ sum }) => sum);
  const inBatches = sums.filter(({ over }) => overlap(over, batched));
  const sumAt = vectorsFor(sums);
  const batchAt = vectorsFor(inBatches);
  const lostAt = vectorsFor(inBatches);
  const outputAt = vector();
  const tablesAt = Object.fromEntries(
    tables.map((table) => [table.name, memory.reserve(table.count.reduce((n, c) => n * c, 16 / lanes))]),
  );
  return {
    inputsOf,
    planAt,
    pixelInputAt,
    latchAt,
    buffered,
    bufferAt: (crossing) => bufferAt.get(keyOf(crossing)),
    sumAt,
    batchAt,
    lostAt,
    outputAt,
    tablesAt,
    tileBytes: bytesOf('vector'),
    end: memory.size,
  };
}
