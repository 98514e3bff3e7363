import { dataError, type Vec3, vector } from '@braggsim/core';
import { type CifBlock, cifNumber, columnOf, isMissing, loopWith, parseCif, rowsOf } from '@braggsim/core/cif';
import type { WithWarnings } from '@braggsim/core/derived';
import { cellOfCif, spaceGroupOfCif } from '../files/cif-crystal';
import { type Metric, metricOf } from '../metric';
import { applyTo } from '../symmetry/operation';
import type { SpaceGroup } from '../symmetry/space-group';
import { assembledModel } from './assemble';
import { type AnisotropicU, type Atom, chargeOf, elementName, type Model } from './model';

const B_PER_U = 8 * Math.PI ** 2;
const COMPONENTS = ['11', '22', '33', '12', '13', '23'] as const;
/** Symmetry images within this distance (A) are the same atom, which is then on a special position. */
const SAME_SITE = 0.1;

/** Tells whether a CIF describes a small molecule or mineral: it has fractional coordinates and item names without a dot. */
export const isSmallMolecule = (text: string): boolean => /^\s*_atom_site_fract_x\b/im.test(text);

/**
 * Reads atoms from a CIF of a small molecule or mineral (core dictionary, such as files of the COD): fractional
 * coordinates, isotropic U or B, anisotropic U, occupancies, and the symmetry operations of the file. Such files list
 * an atom on a special position once, with its chemical occupancy; the occupancy is therefore divided by the number of
 * operations that leave the atom in place. Such crystals have no bulk solvent.
 *
 * @throws BraggsimError (`data`) naming the atom
 */
export function parseSmallMolecule(text: string, name = 'CIF file'): WithWarnings<Model> {
  const block = parseCif(text, name).find((candidate) => loopWith(candidate, '_atom_site_fract_x'));
  const loop = block && loopWith(block, '_atom_site_fract_x');
  if (!block || !loop || rowsOf(loop) === 0)
    throw dataError(`${name}: expected atoms (_atom_site_fract_x …), found none`);
  const cell = cellOfCif(block);
  const spaceGroup = spaceGroupOfCif(block, name);
  if (!cell || !spaceGroup) {
    throw dataError(`${name}: expected a unit cell and a space group, found ${cell ? 'no space group' : 'no cell'}`);
  }
  const metric = metricOf(cell);
  const column = (field: string) => columnOf(loop, `_atom_site_${field}`);
  const [label, symbol, occupancy, calc] = ['label', 'type_symbol', 'occupancy', 'calc_flag'].map(column) as Columns;
  const [u, b] = [column('u_iso_or_equiv'), column('b_iso_or_equiv')];
  const places = ['fract_x', 'fract_y', 'fract_z'].map(column);
  const ellipsoids = ellipsoidsOf(block, metric);
  const atoms: Atom[] = [];
  for (let row = 0; row < rowsOf(loop); row++) {
    if (/^dum/i.test(calc(row) ?? '')) continue;
    const where = `${name}, atom ${label(row) ?? row + 1}`;
    const number = (value: string | undefined, what: string, absent?: number): number => {
      if (absent !== undefined && isMissing(value)) return absent;
      const read = cifNumber(value);
      if (!Number.isFinite(read)) throw dataError(`${where}: expected ${what}, found '${(value ?? '').slice(0, 40)}'`);
      return read;
    };
    const place = places.map((at, i) => number(at(row), 'xyz'[i] as string)) as unknown as Vec3;
    const share = number(occupancy(row), 'an occupancy', 1) / siteSymmetry(place, spaceGroup, metric);
    const ellipsoid = ellipsoids.get(label(row) ?? '');
    atoms.push({
      ...elementOf(symbol(row), label(row), where),
      position: vector.transform(metric.orthogonal.flat() as unknown as Parameters<typeof vector.transform>[0], place),
      occupancy: share,
      b: isMissing(u(row)) ? number(b(row), 'a B factor', meanB(ellipsoid)) : B_PER_U * number(u(row), 'a U'),
      ...(ellipsoid && { u: ellipsoid }),
    });
  }
  const { value, warnings } = assembledModel({ cell, spaceGroup, atoms, severalModels: false, copies: [] }, name);
  return { value: { ...value, withoutSolvent: true }, warnings };
}

type Column = (row: number) => string | undefined;
type Columns = [Column, Column, Column, Column];

/**
 * Returns the element of an atom type such as `Na1+`, `O2-` or `Fe`, or from the first letters of a label such as `C12`
 * or `Cl1`.
 */
function elementOf(
  symbol: string | undefined,
  label: string | undefined,
  where: string,
): Pick<Atom, 'element' | 'charge'> {
  const word = isMissing(symbol) ? /^[A-Z][a-z]?/.exec(label ?? '')?.[0] : symbol;
  const [, element, charge = ''] = /^([A-Za-z]{1,2})(\d*[+-]|[+-]\d*)?$/.exec(word ?? '') ?? [];
  if (element === undefined)
    throw dataError(`${where}: expected the symbol of an element, found '${(symbol ?? label ?? '').slice(0, 40)}'`);
  return { element: elementName(element), charge: chargeOf(charge) };
}

/** Counts the operations, apart from lattice translations, that leave a position where it is. */
function siteSymmetry(place: Vec3, { operations }: SpaceGroup, { orthogonal }: Metric): number {
  return operations.filter((operation) => {
    const image = applyTo(operation, place);
    const apart = image.map(
      (x, i) => x - (place[i] as number) - Math.round(x - (place[i] as number)),
    ) as unknown as Vec3;
    const [x, y, z] = orthogonal.map((row) => vector.dot(row, apart)) as [number, number, number];
    return x * x + y * y + z * z < SAME_SITE ** 2;
  }).length;
}

const meanB = (u: AnisotropicU | undefined): number => (u ? (B_PER_U * (u[0] + u[1] + u[2])) / 3 : 0);

/**
 * Reads anisotropic displacements by the label of their atom, in Cartesian axes. The U_ij of the file are along the
 * reciprocal axes, so U_cart = A N U N A^T, where A is the matrix of the cell and N is diagonal with the lengths of the
 * reciprocal axes (R. W. Grosse-Kunstleve and P. D. Adams, J. Appl. Cryst. 35 (2002) 477).
 */
function ellipsoidsOf(block: CifBlock, { orthogonal, reciprocal }: Metric): Map<string, AnisotropicU> {
  const found = new Map<string, AnisotropicU>();
  const loop = loopWith(block, '_atom_site_aniso_label');
  if (!loop) return found;
  const asB = !loop.tags.includes('_atom_site_aniso_u_11');
  const label = columnOf(loop, '_atom_site_aniso_label');
  const parts = COMPONENTS.map((part) => columnOf(loop, `_atom_site_aniso_${asB ? 'b' : 'u'}_${part}`));
  const lengths = reciprocal.map((axis) => vector.length(axis));
  for (let row = 0; row < rowsOf(loop); row++) {
    const [u11, u22, u33, u12, u13, u23] = parts.map((part) => cifNumber(part(row)) / (asB ? B_PER_U : 1)) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const u = [
      [u11, u12, u13],
      [u12, u22, u23],
      [u13, u23, u33],
    ];
    const at = (i: number, j: number): number => {
      let sum = 0;
      for (let k = 0; k < 3; k++) {
        for (let l = 0; l < 3; l++) {
          const left = (orthogonal[i]?.[k] as number) * (lengths[k] as number);
          const right = (orthogonal[j]?.[l] as number) * (lengths[l] as number);
          sum += left * (u[k]?.[l] as number) * right;
        }
      }
      return sum;
    };
    const cartesian: AnisotropicU = [at(0, 0), at(1, 1), at(2, 2), at(0, 1), at(0, 2), at(1, 2)];
    if (cartesian.every(Number.isFinite)) found.set(label(row) ?? '', cartesian);
  }
  return found;
}
