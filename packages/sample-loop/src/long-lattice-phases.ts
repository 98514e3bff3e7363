import type { Graph, Node } from '@braggsim/formula/graph';
import type { SplitIndex, SuppliedIndex } from './split-indices';

/** Rows of up to as many cells: in float32 their phase is as good as everything else. */
const SHORT_ROW = 50;
/** Whole numbers are exact in float32 up to here. */
const LONGEST_ROW = 2 ** 24;

/** Long rows of cells, whose phases the kernel supplies: the reduced index times their number has too few digits in float32. */
export interface LongRows {
  readonly turns: NonNullable<Graph['turns']>;
  /** The numbers of cells that were met, by axis. */
  readonly cells: ReadonlyMap<SuppliedIndex['name'], Node>;
}

/** @param values of the shape's constants, by the names of their inputs */
export function longLatticePhases(axes: readonly SplitIndex[], values: Readonly<Record<string, number>>): LongRows {
  const cells = new Map<SuppliedIndex['name'], Node>();
  return {
    cells,
    turns: (index, count) => {
      const axis = axes.find(({ rest }) => rest === index);
      if (!axis?.supplied || typeof count === 'number') return undefined;
      const value = values[count.name] ?? Number.NaN;
      if (!Number.isInteger(value) || value <= SHORT_ROW || value > LONGEST_ROW) return undefined;
      // One count for an axis: a second one goes by the product.
      if ((cells.get(axis.supplied.name) ?? count) !== count) return undefined;
      cells.set(axis.supplied.name, count);
      return axis.turns(count);
    },
  };
}
