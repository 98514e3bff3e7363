import { dataError } from '@braggsim/core';
import { type CifBlock, cifNumber, cifValue, columnOf, loopWith, rowsOf } from '@braggsim/core/cif';
import type { CellSix } from '../metric';
import { parseOperation } from '../symmetry/operation';
import {
  findSpaceGroup,
  type SpaceGroup,
  spaceGroupNamed,
  spaceGroupOfNumber,
  spaceGroupOfOperations,
} from '../symmetry/space-group';

/** Returns both spellings of an item name: that of mmCIF and that of small-molecule files. */
const spellings = (name: string): string[] => [
  name.replace('.', '_'),
  name.includes('.') ? name : name.replace('_cell_', '_cell.'),
];

/** Reads the unit cell of a block; undefined where it gives none. */
export function cellOfCif(block: CifBlock): CellSix | undefined {
  const fields = ['length_a', 'length_b', 'length_c', 'angle_alpha', 'angle_beta', 'angle_gamma'];
  const cell = fields.map((field) => cifNumber(cifValue(block, ...spellings(`_cell.${field}`))));
  return cell.every((x) => Number.isFinite(x) && x > 0) ? (cell as unknown as CellSix) : undefined;
}

const OPERATIONS = [
  '_space_group_symop_operation_xyz',
  '_space_group_symop.operation_xyz',
  '_symmetry_equiv_pos_as_xyz',
  '_symmetry_equiv.pos_as_xyz',
];
const NAMES = [
  '_space_group_name_h-m_alt',
  '_space_group.name_h-m_alt',
  '_space_group.name_h-m_full',
  '_symmetry_space_group_name_h-m',
  '_symmetry.space_group_name_h-m',
];
const NUMBERS = [
  '_space_group_it_number',
  '_space_group.it_number',
  '_symmetry_int_tables_number',
  '_symmetry.int_tables_number',
];

/**
 * Reads the space group of a block from its list of operations, else from its symbol, else from its number; undefined
 * where it gives none.
 */
export function spaceGroupOfCif(block: CifBlock, where: string): SpaceGroup | undefined {
  const name = cifValue(block, ...NAMES);
  const number = cifNumber(cifValue(block, ...NUMBERS));
  for (const tag of OPERATIONS) {
    const loop = loopWith(block, tag);
    if (!loop) continue;
    const text = columnOf(loop, tag);
    const operations = Array.from({ length: rowsOf(loop) }, (_, row) => parseOperation(text(row) ?? ''));
    return spaceGroupOfOperations(operations, name ?? '', Number.isInteger(number) ? number : 0);
  }
  if (name !== undefined) {
    const cell = cellOfCif(block);
    return findSpaceGroup(name, cell) ?? spaceGroupOfNumber(number) ?? spaceGroupNamed(name, where);
  }
  if (Number.isNaN(number)) return undefined;
  const group = spaceGroupOfNumber(number);
  if (!group) throw dataError(`${where}: expected the number of a space group, 1 to 230, found ${number}`);
  return group;
}
