import { dataError, type Mat3, type Vec3 } from '@braggsim/core';
import type { WithWarnings } from '@braggsim/core/derived';
import { linesOf } from '@braggsim/core/text';
import type { CellSix } from '../metric';
import { spaceGroupNamed } from '../symmetry/space-group';
import { assembledModel } from './assemble';
import { type AnisotropicU, type Atom, chargeOf, elementName, type Model } from './model';
import type { Placement } from './placement';

const MAX_BYTES = 2 ** 29;

/**
 * Reads atoms from a file of the Protein Data Bank (format 3.3): ATOM, HETATM and ANISOU of the first MODEL, CRYST1,
 * SCALE where it describes another frame than the standard one, and the copies of MTRIX.
 *
 * @throws BraggsimError (`data`) naming the line
 */
export function parsePdb(text: string, name = 'PDB file'): WithWarnings<Model> {
  if (text.length > MAX_BYTES)
    throw dataError(`${name} is ${text.length} characters long; at most ${MAX_BYTES} are read`);
  const atoms: Atom[] = [];
  const [scale, mtrix]: [string[], string[]] = [[], []];
  let crystal: Pick<Model, 'cell' | 'spaceGroup'> | undefined;
  let models = 0;
  for (const [index, line] of recordsOf(text).entries()) {
    const record = line.slice(0, 6);
    if (record === 'MODEL ') models++;
    if (record === 'CRYST1') crystal ??= crystalOf(line, name);
    if (record.startsWith('SCALE')) scale.push(line);
    if (record.startsWith('MTRIX') && line[59] !== '1') mtrix.push(line);
    if (models > 1) continue;
    if (record === 'ATOM  ' || record === 'HETATM') atoms.push(atomOf(line, `${name}, line ${index + 1}`));
    const last = atoms.at(-1);
    if (record === 'ANISOU' && last)
      atoms[atoms.length - 1] = { ...last, u: anisotropyOf(line, `${name}, line ${index + 1}`) };
  }
  if (!crystal)
    throw dataError(`${name}: expected a unit cell (CRYST1), found none; add it, or use the model of a crystal`);
  if (atoms.length === 0) throw dataError(`${name}: expected atoms (ATOM or HETATM records), found none`);
  const [fractional] = placementsOf(scale, name);
  const parts = { ...crystal, atoms, severalModels: models > 1, copies: placementsOf(mtrix, name), fractional };
  return assembledModel(parts, name);
}

/** Matches the entry name and line number that files before format 2 (1996) have in columns 73 to 80. */
const LINE_NUMBER = /^\d[A-Za-z0-9]{3} *\d+ *$/;

/**
 * Splits a file into lines and removes the line numbers of old files. A file counts as old when every atom line has
 * such a number: from line 100 on its digits occupy columns 77 and 78, where newer files have the element.
 */
function recordsOf(text: string): string[] {
  const lines = linesOf(text);
  const atoms = lines.filter((line) => /^(ATOM {2}|HETATM)/.test(line) && line.length > 72);
  const old = atoms.length > 0 && atoms.every((line) => LINE_NUMBER.test(line.slice(72)));
  return old ? lines.map((line) => line.slice(0, 72)) : lines;
}

/** Reads the transformations of SCALE or MTRIX records, three lines each. */
function placementsOf(lines: readonly string[], name: string): Placement[] {
  const rows = lines.map((line, i) => {
    const row = [10, 20, 30, 45].map((start) => Number(line.slice(start, start + 10).trim() || Number.NaN));
    if (row.every(Number.isFinite) && line[5] === String((i % 3) + 1)) return row as [number, number, number, number];
    throw dataError(`${name}: expected rows 1 to 3 of a matrix with four numbers each, found '${line.slice(0, 60)}'`);
  });
  return Array.from({ length: Math.floor(rows.length / 3) }, (_, i) => {
    const matrix = rows.slice(3 * i, 3 * i + 3);
    return {
      rotation: matrix.flatMap((row) => row.slice(0, 3)) as unknown as Mat3,
      shift: matrix.map(([, , , t]) => t) as unknown as Vec3,
    };
  });
}

function crystalOf(line: string, name: string): Pick<Model, 'cell' | 'spaceGroup'> {
  const lengths = [6, 15, 24].map((start) => Number(line.slice(start, start + 9)));
  const angles = [33, 40, 47].map((start) => Number(line.slice(start, start + 7)));
  const cell = [...lengths, ...angles] as unknown as CellSix;
  if (!cell.every((x) => Number.isFinite(x) && x > 0) || lengths.every((x) => x <= 1)) {
    throw dataError(
      `${name}: expected a unit cell in CRYST1, found '${line.slice(6, 54).trim()}'; add the cell of the crystal`,
    );
  }
  return { cell, spaceGroup: spaceGroupNamed(symbolOf(line) || 'P 1', name, cell) };
}

/**
 * Returns the space-group symbol in columns 56 to 66. A longer symbol, such as `P2(1)2(1)2(1)`, is read to its end,
 * without the Z value after it.
 */
function symbolOf(line: string): string {
  const runsOver = /\S/.test(line[65] ?? '') && /\S/.test(line[66] ?? '');
  return runsOver
    ? line
        .slice(55, 80)
        .replace(/\s+\d+\s*$/, '')
        .trim()
    : line.slice(55, 66).trim();
}

function atomOf(line: string, where: string): Atom {
  const number = (start: number, end: number, what: string, absent?: number): number => {
    const text = line.slice(start, end).trim();
    if (text === '' && absent !== undefined) return absent;
    const value = Number(text);
    if (text === '' || !Number.isFinite(value)) throw dataError(`${where}: expected ${what}, found '${text}'`);
    return value;
  };
  return {
    element: elementOf(line, where),
    charge: chargeOf(line.slice(78, 80)),
    position: [number(30, 38, 'x'), number(38, 46, 'y'), number(46, 54, 'z')],
    occupancy: number(54, 60, 'an occupancy', 1),
    b: number(60, 66, 'a B factor', 0),
    site: [line.slice(21, 22), line.slice(22, 26), line.slice(12, 16)].map((part) => part.trim()).join('/'),
  };
}

/**
 * Returns the element in columns 77 and 78; in older files, the first letters of the atom name, whose second column
 * holds one-letter symbols.
 */
function elementOf(line: string, where: string): string {
  const symbol = line.slice(76, 78).trim() || line.slice(12, 14).replaceAll(/[^A-Za-z]/g, '');
  const shorter = line[12] === 'H' && line.slice(76, 78).trim() === '' ? 'H' : symbol;
  if (!/^[A-Za-z]{1,2}$/.test(shorter))
    throw dataError(`${where}: expected the symbol of an element, found '${shorter}'`);
  return elementName(shorter);
}

function anisotropyOf(line: string, where: string): AnisotropicU {
  const u = [28, 35, 42, 49, 56, 63].map((start) => Number(line.slice(start, start + 7)) * 1e-4);
  if (!u.every(Number.isFinite)) throw dataError(`${where}: expected six numbers, found '${line.slice(28, 70)}'`);
  return u as unknown as AnisotropicU;
}
