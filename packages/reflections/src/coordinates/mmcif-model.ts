import { dataError, type Mat3, type Resolved, type Vec3 } from '@braggsim/core';
import type { CifBlock, CifLoop } from '../files/cif';
import { categoryOf, cifNumber, columnOf, isMissing, loopWith, parseCif, rowsOf } from '../files/cif';
import { cellOfCif, spaceGroupOfCif } from '../files/cif-crystal';
import { assembledModel } from './assemble';
import { type AnisotropicU, type Atom, chargeOf, elementName, type Model } from './model';
import type { Placement } from './placement';

const U_PER_B = 1 / (8 * Math.PI ** 2);
const COMPONENTS = ['[1][1]', '[2][2]', '[3][3]', '[1][2]', '[1][3]', '[2][3]'];

/**
 * Reads atoms from an mmCIF file: `_atom_site` of the first model, `_atom_site_anisotrop`, cell, symmetry and
 * the copies of `_struct_ncs_oper`.
 *
 * @throws BraggsimError (`data`)
 */
export function parseMmcifModel(text: string, name = 'mmCIF file'): Resolved<Model> {
  const block = parseCif(text, name).find((candidate) => loopWith(candidate, '_atom_site.cartn_x'));
  const loop = block && loopWith(block, '_atom_site.cartn_x');
  if (!block || !loop || rowsOf(loop) === 0)
    throw dataError(`${name}: expected atoms (_atom_site.Cartn_x …), found none`);
  const cell = cellOfCif(block);
  const spaceGroup = spaceGroupOfCif(block, name);
  if (!cell || !spaceGroup)
    throw dataError(`${name}: expected a unit cell and a space group, found ${cell ? 'no group' : 'no cell'}`);

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
    });
  }
  const severalModels = atoms.length < rowsOf(loop);
  const oper = categoryOf(block, '_struct_ncs_oper.');
  const code = oper ? columnOf(oper, '_struct_ncs_oper.code') : undefined;
  const copies = placementsOf(oper, 'matrix', 'vector').filter((_, row) => code?.(row) === 'generate');
  const sites = categoryOf(block, '_atom_sites.');
  const [fractional] = placementsOf(sites, 'fract_transf_matrix', 'fract_transf_vector');
  return assembledModel(
    { cell, spaceGroup, atoms, severalModels, copies: copies.filter((copy) => copy !== undefined), fractional },
    name,
  );
}

const AXES = [1, 2, 3];

/** The transformation of each row of a category; undefined where one of its numbers is missing. */
function placementsOf(loop: CifLoop | undefined, matrix: string, vector: string): (Placement | undefined)[] {
  if (!loop) return [];
  const category = loop.tags[0]?.replace(/\..*/, '') ?? '';
  const numbers = (item: string) => columnOf(loop, `${category}.${item}`);
  const rotation = AXES.flatMap((row) => AXES.map((column) => numbers(`${matrix}[${row}][${column}]`)));
  const shift = AXES.map((row) => numbers(`${vector}[${row}]`));
  return Array.from({ length: rowsOf(loop) }, (_, row) => {
    const values = [...rotation, ...shift].map((number) => cifNumber(number(row)));
    if (!values.every(Number.isFinite)) return undefined;
    return { rotation: values.slice(0, 9) as unknown as Mat3, shift: values.slice(9) as unknown as Vec3 };
  });
}

type Column = (row: number) => string | undefined;

/** Anisotropic displacements by the id of the atom; given as U or as B. */
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
