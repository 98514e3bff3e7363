import { dataError, type Mat3, type Vec3 } from '@braggsim/core';
import {
  type CifBlock,
  type CifLoop,
  cifNumber,
  columnOf,
  isMissing,
  loopWith,
  parseCif,
  rowsOf,
} from '@braggsim/core/cif';
import type { WithWarnings } from '@braggsim/core/derived';
import { cellOfCif, spaceGroupOfCif } from '../files/cif-crystal';
import { assembledModel } from './assemble';
import { type AnisotropicU, type Atom, chargeOf, elementName, type Model } from './model';
import type { Placement } from './placement';

const U_PER_B = 1 / (8 * Math.PI ** 2);
const COMPONENTS = ['[1][1]', '[2][2]', '[3][3]', '[1][2]', '[1][3]', '[2][3]'];

type Column = (row: number) => string | undefined;

/**
 * Reads atoms from an mmCIF file: `_atom_site` of the first model, `_atom_site_anisotrop`, cell, symmetry and the
 * copies of `_struct_ncs_oper`.
 *
 * @throws BraggsimError (`data`) for a file without atoms, cell or space group, or with a value that cannot be read
 */
export function parseMmcifModel(text: string, name = 'mmCIF file'): WithWarnings<Model> {
  const block = parseCif(text, name).find((candidate) => loopWith(candidate, '_atom_site.cartn_x'));
  const loop = block && loopWith(block, '_atom_site.cartn_x');
  if (!block || !loop || rowsOf(loop) === 0)
    throw dataError(`${name}: expected atoms (_atom_site.Cartn_x …), found none`);
  const cell = cellOfCif(block);
  const spaceGroup = spaceGroupOfCif(block, name);
  if (!cell || !spaceGroup)
    throw dataError(`${name}: expected a unit cell and a space group, found ${cell ? 'no space group' : 'no cell'}`);

  const column = (field: string) => columnOf(loop, `_atom_site.${field}`);
  const [x, y, z, symbol, occupancy, b] = [
    'cartn_x',
    'cartn_y',
    'cartn_z',
    'type_symbol',
    'occupancy',
    'b_iso_or_equiv',
  ].map(column) as [Column, Column, Column, Column, Column, Column];
  const [charge, model, id] = [column('pdbx_formal_charge'), column('pdbx_pdb_model_num'), column('id')];
  const anisotropy = anisotropyOf(block);
  const places = [
    ['auth_asym_id', 'label_asym_id'],
    ['auth_seq_id', 'label_seq_id'],
    ['auth_atom_id', 'label_atom_id'],
  ].map((fields) => columnOf(loop, ...fields.map((field) => `_atom_site.${field}`)));
  const atoms: Atom[] = [];
  const first = model(0);
  for (let row = 0; row < rowsOf(loop); row++) {
    if (model(row) !== first) continue;
    const where = `${name}, atom ${id(row) ?? row + 1}`;
    const number = (value: string | undefined, what: string, absent?: number): number => {
      if (absent !== undefined && isMissing(value)) return absent;
      const read = cifNumber(value);
      if (!Number.isFinite(read)) throw dataError(`${where}: expected ${what}, found '${value ?? ''}'`);
      return read;
    };
    const element = symbol(row) ?? '';
    if (!/^[A-Za-z]{1,2}$/.test(element))
      throw dataError(`${where}: expected the symbol of an element, found '${element}'`);
    const u = anisotropy.get(id(row) ?? '');
    atoms.push({
      element: elementName(element),
      charge: chargeOf(charge(row) ?? ''),
      position: [number(x(row), 'x'), number(y(row), 'y'), number(z(row), 'z')],
      occupancy: number(occupancy(row), 'an occupancy', 1),
      b: number(b(row), 'a B factor', 0),
      ...(u && { u }),
      site: places.map((place) => place(row) ?? '').join('/'),
    });
  }
  const parts = { cell, spaceGroup, atoms, severalModels: atoms.length < rowsOf(loop) };
  return assembledModel({ ...parts, copies: copiesOf(block), fractional: fractionalOf(block) }, name);
}

/** Lists the copies of the atoms by strict non-crystallographic symmetry. */
function copiesOf(block: CifBlock): Placement[] {
  const loop = loopWith(block, '_struct_ncs_oper.code');
  if (!loop) return [];
  const code = columnOf(loop, '_struct_ncs_oper.code');
  return Array.from({ length: rowsOf(loop) }, (_, row) => row)
    .filter((row) => code(row) === 'generate')
    .flatMap((row) => placementOf(loop, row, '_struct_ncs_oper.matrix', '_struct_ncs_oper.vector') ?? []);
}

function fractionalOf(block: CifBlock): Placement | undefined {
  const [matrix, vector] = ['_atom_sites.fract_transf_matrix', '_atom_sites.fract_transf_vector'] as const;
  const loop = loopWith(block, `${matrix}[1][1]`);
  return loop && placementOf(loop, 0, matrix, vector);
}

const AXES = [1, 2, 3];

/** Reads the transformation in a row of a loop; undefined where a number is missing. */
function placementOf(loop: CifLoop, row: number, matrix: string, vector: string): Placement | undefined {
  const read = (names: readonly string[]) => names.map((name) => cifNumber(columnOf(loop, name)(row)));
  const rotation = read(AXES.flatMap((i) => AXES.map((j) => `${matrix}[${i}][${j}]`)));
  const shift = read(AXES.map((i) => `${vector}[${i}]`));
  if (![...rotation, ...shift].every(Number.isFinite)) return undefined;
  return { rotation: rotation as unknown as Mat3, shift: shift as unknown as Vec3 };
}

/** Reads anisotropic displacements, given as U or as B, by the id of their atom. */
function anisotropyOf(block: CifBlock): Map<string, AnisotropicU> {
  const loop = loopWith(block, '_atom_site_anisotrop.id');
  if (!loop) return new Map();
  const id = columnOf(loop, '_atom_site_anisotrop.id');
  const asB = !loop.tags.includes('_atom_site_anisotrop.u[1][1]');
  const components = COMPONENTS.map((index) => columnOf(loop, `_atom_site_anisotrop.${asB ? 'b' : 'u'}${index}`));
  const found = new Map<string, AnisotropicU>();
  for (let row = 0; row < rowsOf(loop); row++) {
    const u = components.map((component) => cifNumber(component(row)) * (asB ? U_PER_B : 1));
    if (u.every(Number.isFinite)) found.set(id(row) ?? '', u as unknown as AnisotropicU);
  }
  return found;
}
