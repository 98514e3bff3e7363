import type { Table } from '@braggsim/formula';
import { STENCIL_SCRATCH } from '@braggsim/formula/emit';
import { type LiveValue, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import { TILE_PIXELS } from '@braggsim/sample-loop';
import { layout } from './memory';
import { BATCH } from './nest-plan';
import type { NestValues } from './nest-values';

/**
 * Addresses of the values of a nest that outlive the loop that computes them. Addresses of the pixels of a tile are
 * those of the first pixel.
 */
export interface NestMemory {
  /** Address of the values of the plan, float64. */
  readonly planAt: number;
  /** Columns and rows of the pixels of a tile. */
  readonly pixelInputAt: ReadonlyMap<Node, number>;
  readonly firstAcceptedAt: readonly number[];
  /** Returns the address of a value that one loop over the pixels passes to another. */
  readonly bufferAt: (value: LiveValue) => number | undefined;
  readonly sumAt: ReadonlyMap<Node, number>;
  /** Addresses of sums in batches: of the batch that grows, and of what rounding has lost of the sum. */
  readonly batchAt: ReadonlyMap<Node, number>;
  readonly lostAt: ReadonlyMap<Node, number>;
  /** Address of the photons and, one behind the other, of their derivatives. */
  readonly outputAt: number;
  /** Address of the list of iterations that pass the cull test, for a batch. */
  readonly passingAt: number;
  /** Address of the bytes that stencils use. */
  readonly scratchAt: number;
  readonly tablesAt: Readonly<Record<string, number>>;
  /** Bytes of the pixels of a tile, in lane width. */
  readonly tileBytes: number;
  /** First free byte. */
  readonly end: number;
}

interface MemoryOptions {
  readonly lanes: 4 | 2;
  readonly firstAccepted: number;
  readonly outputs: number;
  readonly tables: readonly Table[];
}

const keyOf = ({ node, as }: LiveValue) => `${node.id} ${as}`;

/** Places the values of a nest, its tables and its output in the memory of its module. */
export function nestMemory(values: NestValues, { lanes, firstAccepted, outputs, tables }: MemoryOptions): NestMemory {
  const { inputsOf, pixelInputs, buffered, sums, inBatches } = values;
  const memory = layout();
  const bytesOf = (as: LiveValue['as']) => (TILE_PIXELS / lanes) * (as === 'wide' ? 32 : 16);
  const vector = () => memory.reserve(bytesOf('vector'));
  const vectorsFor = (nodes: readonly Node[]) => new Map(nodes.map((node) => [node, vector()]));

  const planAt = memory.reserve(8 * inputsOf(NO_LOOPS).length);
  const pixelInputAt = new Map(
    pixelInputs.map((node) => [node, memory.reserve(bytesOf(node.wide ? 'wide' : 'vector'))]),
  );
  const firstAcceptedAt = Array.from({ length: firstAccepted }, vector);
  const bufferAt = new Map<string, number>();
  for (const c of buffered) if (!bufferAt.has(keyOf(c))) bufferAt.set(keyOf(c), memory.reserve(bytesOf(c.as)));
  const sumAt = vectorsFor(sums);
  const batchAt = vectorsFor(inBatches);
  const lostAt = vectorsFor(inBatches);
  const passingAt = memory.reserve(4 * (BATCH + 1));
  const outputAt = memory.reserve(outputs * bytesOf('vector'));
  const scratchAt = memory.reserve(STENCIL_SCRATCH);
  const tablesAt = Object.fromEntries(
    tables.map((table) => [table.name, memory.reserve(table.count.reduce((n, c) => n * c, 16 / lanes))]),
  );
  return {
    planAt,
    pixelInputAt,
    firstAcceptedAt,
    bufferAt: (value) => bufferAt.get(keyOf(value)),
    sumAt,
    batchAt,
    lostAt,
    outputAt,
    passingAt,
    scratchAt,
    tablesAt,
    tileBytes: bytesOf('vector'),
    end: memory.size,
  };
}
