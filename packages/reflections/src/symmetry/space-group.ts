import { dataError, type Mat3, vector } from '@braggsim/core';
import { operationsOfHall } from './hall';
import { closure, keyOf, type SymmetryOperation } from './operation';
import { SETTINGS, UNUSUAL_SETTINGS } from './settings';

export interface SpaceGroup {
  /** Number in International Tables; 0 for operations that belong to none of the listed settings. */
  readonly number: number;
  /** Hermann-Mauguin symbol with blanks, such as `P 43 21 2`, or `R 3 :H` where a symbol has several settings. */
  readonly name: string;
  /** All operations, including those of lattice centring. The identity comes first. */
  readonly operations: readonly SymmetryOperation[];
}

interface Setting {
  readonly number: number;
  readonly setting: string;
  readonly hall: string;
  readonly symbol: string;
  readonly others: readonly string[];
}

let settings: readonly Setting[] | undefined;
const allSettings = (): readonly Setting[] => {
  settings ??= [SETTINGS, UNUSUAL_SETTINGS]
    .flatMap((lines) => lines.trim().split('\n'))
    .map((line) => {
      const [number, setting, hall, symbol, ...others] = line.split('|') as [
        string,
        string,
        string,
        string,
        ...string[],
      ];
      return { number: Number(number), setting, hall, symbol, others };
    });
  return settings;
};

const squeezed = (name: string): string => name.replaceAll(/[\s_'()]/g, '').toLowerCase();

/** Spellings of a setting in files, in order of preference: `I 1 2 1`; `C 2`; `I 2`; `F d 3 m` for `F d -3 m`. */
const SPELLINGS: readonly ((setting: Setting) => readonly string[])[] = [
  ({ symbol }) => [symbol],
  ({ others }) => others,
  ({ number, symbol }) => (number >= 3 && number <= 15 ? [symbol.replaceAll(/ 1(?= |$)/g, '')] : []),
  ({ number, symbol }) => (number >= 195 ? [symbol.replace('-3', '3')] : []),
];

/**
 * Returns the suffix, written after a colon, that distinguishes settings with the same symbol: origin choice or axes.
 */
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
 * Finds the space group of a Hermann-Mauguin symbol in any common spelling (`P 43 21 2`, `P4(3)2(1)2`, `P 1 21 1`,
 * `P21`, `P21/n`, `R 3 :H`, `H 3`); undefined for an unknown symbol. A symbol with several settings means the first in
 * International Tables. `R` means hexagonal axes unless `cell` is that of a rhombohedron.
 *
 * @param cell lengths (A) and angles (degrees)
 */
export function findSpaceGroup(name: string, cell?: readonly number[]): SpaceGroup | undefined {
  // A symbol that ends within its brackets would match another symbol.
  if (name.split('(').length !== name.split(')').length) return undefined;
  let [symbol = '', suffix = ''] = squeezed(name).split(':');
  if (/^h-?3/.test(symbol)) [symbol, suffix] = [`r${symbol.slice(1)}`, 'h'];
  if (/^r/.test(symbol) && !suffix && cell && Math.abs((cell[5] as number) - 120) > 1) suffix = 'r';
  const fits = (setting: Setting) => !suffix || suffixOf(setting).toLowerCase() === suffix;
  for (const spellings of SPELLINGS) {
    const named = (setting: Setting) => spellings(setting).some((spelling) => squeezed(spelling) === symbol);
    const found = symbol && allSettings().find((setting) => named(setting) && fits(setting));
    if (found) return groupOf(found);
  }
  return undefined;
}

/**
 * Returns the standard setting of a space group by its number in International Tables; undefined for an unknown number.
 */
export function spaceGroupOfNumber(number: number): SpaceGroup | undefined {
  const found = allSettings().find((setting) => setting.number === number);
  return found && groupOf(found);
}

/** Finds the space group of a symbol as `findSpaceGroup` does. @throws BraggsimError (`data`) for an unknown symbol */
export function spaceGroupNamed(name: string, where: string, cell?: readonly number[]): SpaceGroup {
  const group = findSpaceGroup(name, cell);
  if (group) return group;
  throw dataError(`${where}: expected the symbol of a space group, such as P 43 21 2, found '${name.slice(0, 40)}'`);
}

/**
 * Finds the space group of the operations that a file lists. Its name is the standard one where the operations are
 * those of a setting of its number.
 *
 * @param name symbol as given in the file
 * @param number number as given in the file; multiples of 1000, by which MTZ files distinguish settings, are ignored
 */
export function spaceGroupOfOperations(listed: readonly SymmetryOperation[], name: string, number = 0): SpaceGroup {
  const operations = closure(listed);
  const named = findSpaceGroup(name);
  const inTables = named?.number ?? number % 1000;
  const known = allSettings()
    .filter((setting) => setting.number === inTables)
    .map(groupOf)
    .find((group) => sameOperations(group.operations, operations));
  return known ?? { number, name, operations };
}

const sameOperations = (a: readonly SymmetryOperation[], b: readonly SymmetryOperation[]): boolean => {
  const keys = new Set(a.map(keyOf));
  return a.length === b.length && b.every((operation) => keys.has(keyOf(operation)));
};

/**
 * Returns the proper rotations of the Laue class of a space group, as they act on Miller indices written as columns: the transposed
 * rotations of its operations, with the inversion taken out where there is one. The identity comes first.
 */
export function indexRotationsOf({ operations }: Pick<SpaceGroup, 'operations'>): readonly Mat3[] {
  const found = new Map<string, Mat3>();
  for (const { rotation } of operations) {
    const sign = vector.determinant(rotation) < 0 ? -1 : 1;
    // Adding 0 makes -0 and 0 one key.
    const proper = vector.transpose(rotation).map((x) => sign * x + 0) as unknown as Mat3;
    found.set(String(proper), proper);
  }
  return [...found.values()];
}
