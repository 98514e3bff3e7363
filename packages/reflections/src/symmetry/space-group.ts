import { dataError, type Mat3, vector } from '@braggsim/core';
import { operationsOfHall } from './hall';
import { closure, keyOf, type SymmetryOperation } from './operation';
import { SETTINGS, UNUSUAL_SETTINGS } from './settings';

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

/** Ways in which files write a setting, the preferred one first: `I 1 2 1`; `C 2`; `I 2`; `F d 3 m` for `F d -3 m`. */
const SPELLINGS: readonly ((setting: Setting) => readonly string[])[] = [
  ({ symbol }) => [symbol],
  ({ others }) => others,
  ({ number, symbol }) => (number >= 3 && number <= 15 ? [symbol.replaceAll(/ 1(?= |$)/g, '')] : []),
  ({ number, symbol }) => (number >= 195 ? [symbol.replace('-3', '3')] : []),
];

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
 * The space group of a Hermann-Mauguin symbol in any usual spelling (`P 43 21 2`, `P4(3)2(1)2`, `P 1 21 1`, `P21`,
 * `P21/n`, `R 3 :H`, `H 3`), or undefined. Symbols with several settings mean the first in International Tables; `R` means hexagonal axes
 * unless `cell` has those of a rhombohedron.
 *
 * @param cell lengths (A) and angles (degrees)
 */
export function findSpaceGroup(name: string, cell?: readonly number[]): SpaceGroup | undefined {
  // A symbol that was cut within its brackets would pass for another one.
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
 * The space group of operations that a file lists, by its usual name where they are those of a setting of its number.
 *
 * @param name as the file gives it
 * @param number as the file gives it; thousands, by which MTZ files tell settings apart, do not count
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
 * Proper rotations of the Laue class of a space group, as they act on Miller indices written as columns: the transposed
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
