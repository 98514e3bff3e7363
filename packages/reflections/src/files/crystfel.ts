import { dataError, type Mat3, vector } from '@braggsim/core';
import { linesOf } from '@braggsim/core/text';
import { parseOperation } from '../symmetry/operation';
import { findSpaceGroup, type SpaceGroup } from '../symmetry/space-group';

export interface CrystfelList {
  /** The point group under which the list is merged, as written in the file. */
  readonly symmetry: string;
  readonly operations: SpaceGroup['operations'];
  readonly h: Int32Array;
  readonly k: Int32Array;
  readonly l: Int32Array;
  readonly intensity: Float64Array;
}

const HEADING = 'CrystFEL reflection list version';
const END = 'End of reflections';

/** Tells whether a text begins as a CrystFEL reflection list does, with or without its version line. */
export const isCrystfel = (text: string): boolean => text.startsWith(HEADING) || /^\s*h\s+k\s+l\s+I\s+phase/.test(text);

/** The cell axes in the roles of a, b and c when the unique axis is not c; `_uac` is the standard order. */
const UNIQUE_AXIS: Readonly<Record<string, string>> = { uaa: 'z,x,y', uab: 'y,z,x' };

/**
 * Returns the operations of a CrystFEL point group such as `422`, `mmm`, `-3m1_H` or `2/m_uab`.
 *
 * @throws BraggsimError (`data`) for an unknown point group
 */
export function operationsOfPointGroup(symmetry: string, name: string): SpaceGroup['operations'] {
  const [symbol = '', qualifier = ''] = symmetry.trim().split('_');
  const full = { '2': '112', m: '11m', '2/m': '112/m' }[symbol] ?? symbol;
  const lattice = qualifier === 'R' ? `R${full}:R` : `P${full}`;
  const group = findSpaceGroup(lattice) ?? findSpaceGroup(`P${full}1`);
  if (!group || /[a-e]|n/.test(group.name.slice(1).replace(/:.*/, ''))) {
    throw dataError(`${name}: expected a point group such as 4/mmm, found '${symmetry.slice(0, 40)}'`);
  }
  const order = UNIQUE_AXIS[qualifier];
  if (!order) return group.operations;
  const permutation = parseOperation(order).rotation;
  return group.operations.map(({ rotation, translation }) => ({
    rotation: conjugated(rotation, permutation),
    translation,
  }));
}

/** Returns P R P^T for a permutation P of axes. */
const conjugated = (rotation: Mat3, permutation: Mat3): Mat3 =>
  vector.multiply(vector.multiply(permutation, rotation), vector.transpose(permutation));

/**
 * Reads a reflection list of CrystFEL (`process_hkl`, `partialator`), one line h k l I a reflection; further columns
 * are ignored.
 *
 * @throws BraggsimError (`data`) naming the line
 */
export function parseCrystfel(text: string, { name = 'CrystFEL list', maxIndex = 1024 } = {}): CrystfelList {
  const lines = linesOf(text);
  const columns = lines.findIndex((line) => /^\s*h\s+k\s+l\s+I\b/.test(line));
  if (columns < 0) throw dataError(`${name}: expected a line 'h k l I …' before the reflections, found none`);
  const header = lines.slice(0, columns);
  const symmetry = header.map((line) => /^Symmetry:\s*(\S+)/.exec(line)?.[1]).find(Boolean) ?? '1';
  const end = lines.findIndex((line, i) => i > columns && line.startsWith(END));
  const rows: number[][] = [];
  for (let i = columns + 1; i < (end < 0 ? lines.length : end); i++) {
    const words = (lines[i] as string).trim().split(/\s+/);
    if (words[0] === '') continue;
    const row = words.slice(0, 4).map(Number);
    const whole = row.slice(0, 3).every((x) => Number.isInteger(x) && Math.abs(x) <= maxIndex);
    if (row.length < 4 || !whole || !Number.isFinite(row[3])) {
      throw dataError(`${name}, line ${i + 1}: expected h k l I, found '${(lines[i] as string).trim().slice(0, 60)}'`);
    }
    rows.push(row);
  }
  const column = (which: number) => rows.map((row) => row[which] as number);
  return {
    symmetry,
    operations: operationsOfPointGroup(symmetry, name),
    h: Int32Array.from(column(0)),
    k: Int32Array.from(column(1)),
    l: Int32Array.from(column(2)),
    intensity: Float64Array.from(column(3)),
  };
}
