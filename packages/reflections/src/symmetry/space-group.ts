import { dataError } from '@braggsim/core';
import { operationsOfHall } from './hall';
import { closure, keyOf, type SymmetryOperation } from './operation';
import { SETTINGS } from './settings';

export interface SpaceGroup {
  /** In International Tables; 0 for operations that belong to none of the listed settings. */
  readonly number: number;
  /** Hermann-Mauguin symbol with blanks, such as `P 43 21 2`; `R 3 :H` where a symbol has several settings. */
  readonly name: string;
  /** All operations, those of a centred lattice included; the identity comes first. */
  readonly operations: readonly SymmetryOperation[];
}

interface Setting {
  readonly number: number;
  readonly setting: string;
  readonly hall: string;
  readonly symbol: string;
  readonly other: string;
}

let settings: readonly Setting[] | undefined;
const allSettings = (): readonly Setting[] => {
  settings ??= SETTINGS.trim()
    .split('\n')
    .map((line) => {
      const [number, setting, hall, symbol, other] = line.split('|') as [string, string, string, string, string];
      return { number: Number(number), setting, hall, symbol, other };
    });
  return settings;
};

const squeezed = (name: string): string => name.replaceAll(/[\s_']/g, '').toLowerCase();

/** Settings that share a symbol are told apart by origin choice or axes, written after a colon. */
const suffixOf = ({ setting }: Setting): string => (/^[12HR]/.test(setting) ? (setting[0] as string) : '');

const groupOf = (setting: Setting): SpaceGroup => {
  const suffix = suffixOf(setting);
  return {
    number: setting.number,
    name: suffix ? `${setting.symbol} :${suffix}` : setting.symbol,
    operations: operationsOfHall(setting.hall),
  };
};

/**
 * The space group of a Hermann-Mauguin symbol in any usual spelling (`P 43 21 2`, `P43212`, `P 1 21 1`, `P21`, `R 3 :H`,
 * `H 3`), or undefined. Symbols with several settings mean the first in International Tables; `R` means hexagonal axes
 * unless `cell` has those of a rhombohedron.
 *
 * @param cell lengths (A) and angles (degrees)
 */
export function findSpaceGroup(name: string, cell?: readonly number[]): SpaceGroup | undefined {
  let [symbol = '', suffix = ''] = squeezed(name).split(':');
  if (/^h3/.test(symbol)) [symbol, suffix] = [`r${symbol.slice(1)}`, 'h'];
  if (/^r/.test(symbol) && !suffix && cell && Math.abs((cell[5] as number) - 120) > 1) suffix = 'r';
  const listed = allSettings();
  const fits = (setting: Setting) => !suffix || suffixOf(setting).toLowerCase() === suffix;
  const found =
    listed.find((setting) => squeezed(setting.symbol) === symbol && fits(setting)) ??
    listed.find((setting) => setting.other && squeezed(setting.other) === symbol && fits(setting));
  return found && groupOf(found);
}

/** The usual setting of a space group by its number in International Tables, or undefined. */
export function spaceGroupOfNumber(number: number): SpaceGroup | undefined {
  const found = allSettings().find((setting) => setting.number === number);
  return found && groupOf(found);
}

/** The same, with an error that names what was looked for. */
export function spaceGroupNamed(name: string, where: string, cell?: readonly number[]): SpaceGroup {
  const group = findSpaceGroup(name, cell);
  if (group) return group;
  throw dataError(`${where}: expected the symbol of a space group, such as P 43 21 2, found '${name.slice(0, 40)}'`);
}

/**
 * The space group of operations that a file lists.
 *
 * @param name as the file gives it
 */
export function spaceGroupOfOperations(listed: readonly SymmetryOperation[], name: string, number = 0): SpaceGroup {
  const operations = closure(listed);
  const known = findSpaceGroup(name);
  if (known && sameOperations(known.operations, operations)) return known;
  return { number, name, operations };
}

const sameOperations = (a: readonly SymmetryOperation[], b: readonly SymmetryOperation[]): boolean => {
  const keys = new Set(a.map(keyOf));
  return a.length === b.length && b.every((operation) => keys.has(keyOf(operation)));
};
