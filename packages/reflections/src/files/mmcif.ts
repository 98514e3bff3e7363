import { dataError } from '@braggsim/core';
import { type CifBlock, type CifLoop, cifNumber, columnOf, loopWith, rowsOf } from '@braggsim/core/cif';
import type { AmplitudeColumn } from './columns';

/**
 * Items of the `_refln` category with the type letters of the corresponding MTZ columns, in order of preference within
 * a type.
 */
const TYPES: readonly (readonly [item: string, type: string])[] = [
  ['pdbx_F_plus', 'G'],
  ['pdbx_F_minus', 'G'],
  ['F_meas_au', 'F'],
  ['F_meas', 'F'],
  ['F_calc_au', 'F'],
  ['F_calc', 'F'],
  ['pdbx_I_plus', 'K'],
  ['pdbx_I_minus', 'K'],
  ['intensity_meas', 'J'],
  ['F_squared_meas', 'J'],
  ['intensity_calc', 'J'],
  ['F_squared_calc', 'J'],
  ['phase_calc', 'P'],
];
const PREFIXES = ['_refln.', '_refln_'];
/**
 * Status codes of reflections that were not measured reliably or are absent by symmetry; their values are meaningless.
 */
const REJECTED: ReadonlySet<string> = new Set(['x', '-']);

/** The reflections of a CIF block as columns. */
export interface CifReflections {
  readonly h: Float64Array;
  readonly k: Float64Array;
  readonly l: Float64Array;
  readonly columns: readonly AmplitudeColumn[];
}

/** Returns the loop of reflections of a block; undefined where there is none. */
export const reflnLoop = (block: CifBlock): CifLoop | undefined =>
  PREFIXES.map((prefix) => loopWith(block, `${prefix}index_h`)).find(Boolean);

/**
 * Reads the reflections of a CIF or mmCIF block (`_refln.…` or `_refln_…`). The labels of columns are the item names.
 * Reflections with a rejecting status are left out.
 *
 * @throws BraggsimError (`data`) when an index is missing or fractional
 */
export function cifReflections(loop: CifLoop, name: string): CifReflections {
  const status = columnOf(loop, ...PREFIXES.flatMap((prefix) => [`${prefix}status`, `${prefix}observed_status`]));
  const rows = Array.from({ length: rowsOf(loop) }, (_, row) => row).filter((row) => !REJECTED.has(status(row) ?? ''));
  const read = (...tags: string[]): Float64Array => {
    const value = columnOf(loop, ...tags);
    return Float64Array.from(rows, (row) => cifNumber(value(row)));
  };
  const [h, k, l] = ['h', 'k', 'l'].map((axis) => {
    const indices = read(...PREFIXES.map((prefix) => `${prefix}index_${axis}`));
    const faulty = indices.findIndex((index) => !Number.isInteger(index));
    if (faulty >= 0) throw dataError(`${name}: reflection ${(rows[faulty] as number) + 1} has no whole index ${axis}`);
    return indices;
  }) as [Float64Array, Float64Array, Float64Array];
  const columns = TYPES.flatMap(([item, type]) => {
    const tag = PREFIXES.map((prefix) => `${prefix}${item.toLowerCase()}`).find((name) => loop.tags.includes(name));
    return tag ? [{ label: item, type, values: read(tag) }] : [];
  });
  return { h, k, l, columns };
}
