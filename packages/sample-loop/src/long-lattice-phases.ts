import type { Graph, Node } from '@braggsim/formula/graph';
import type { SplitIndex, SuppliedIndex } from './split-indices';

/** Largest number of cells whose phase is as accurate in float32 as everything else. */
const SHORT_ROW = 50;
/** Largest whole number up to which float32 is exact. */
const LONGEST_ROW = 2 ** 24;

/**
 * Long rows of cells, whose phases the kernel supplies: the product of reduced index and number of cells has too few
 * digits in float32.
 */
export interface LongRows {
  readonly turns: NonNullable<Graph['turns']>;
  /** The numbers of cells that were met, by axis. */
  readonly cells: ReadonlyMap<SuppliedIndex['name'], Node>;
}

/**
 * Replaces the phases of long rows of cells by inputs that the kernel supplies.
 *
 * @param values values of the shape's constants, by the names of their inputs
 */
export function longLatticePhases(axes: readonly SplitIndex[], values: Readonly<Record<string, number>>): LongRows {
  const cells = new Map<SuppliedIndex['name'], Node>();
  return {
    cells,
    turns: (index, count) => {
      const axis = axes.find(({ rest }) => rest === index);
      if (!axis?.supplied || !axis.turns || typeof count === 'number') return undefined;
      const value = values[count.name] ?? Number.NaN;
      if (!Number.isInteger(value) || value <= SHORT_ROW || value > LONGEST_ROW) return undefined;
      // One count for an axis: a second one goes by the product.
      if ((cells.get(axis.supplied.name) ?? count) !== count) return undefined;
      cells.set(axis.supplied.name, count);
      return axis.turns(count);
    },
  };
}
