import { usageError } from '@braggsim/core';
import type { LatticeSymmetry } from '@braggsim/lattice';

export const CELL_NUMBERS = ['a', 'b', 'c', 'alpha', 'beta', 'gamma'] as const;
type CellSix = readonly number[];

/** Numbers of a cell that have one value, by their places, and angles that have a fixed one. */
export interface CellRule {
  readonly free: readonly (readonly number[])[];
  readonly fixed: readonly (readonly [place: number, degrees: number])[];
}

const RIGHT: CellRule['fixed'] = [
  [3, 90],
  [4, 90],
  [5, 90],
];
const HEXAGONAL: CellRule = {
  free: [[0, 1], [2]],
  fixed: [
    [3, 90],
    [4, 90],
    [5, 120],
  ],
};

const RULES: Readonly<Record<Exclude<LatticeSymmetry, 'monoclinic'>, CellRule>> = {
  triclinic: { free: [[0], [1], [2], [3], [4], [5]], fixed: [] },
  orthorhombic: { free: [[0], [1], [2]], fixed: RIGHT },
  tetragonal: { free: [[0, 1], [2]], fixed: RIGHT },
  trigonal: HEXAGONAL,
  hexagonal: HEXAGONAL,
  rhombohedral: {
    free: [
      [0, 1, 2],
      [3, 4, 5],
    ],
    fixed: [],
  },
  cubic: { free: [[0, 1, 2]], fixed: RIGHT },
};

/** Returns the rule of a monoclinic cell, which is right at two angles; the third is the one that is farthest from it. */
function monoclinic(cell: CellSix): CellRule {
  const off = [3, 4, 5].map((place) => Math.abs((cell[place] as number) - 90));
  const oblique = Math.max(...off) < 1e-9 ? 4 : 3 + off.indexOf(Math.max(...off));
  return { free: [[0], [1], [2], [oblique]], fixed: RIGHT.filter(([place]) => place !== oblique) };
}

/** Relative difference of numbers of a cell that count as equal. */
const EQUAL = 1e-6;
const same = (one: number, other: number): boolean => Math.abs(one - other) <= EQUAL * Math.abs(other);

/** Returns what a cell shows by itself: equal edges, right angles and those of 120 degrees, equal angles between equal edges. */
function shownBy(cell: CellSix): CellRule {
  const edges: number[][] = [];
  for (const place of [0, 1, 2]) {
    const equal = edges.find(([first = 0]) => same(cell[place] as number, cell[first] as number));
    if (equal) equal.push(place);
    else edges.push([place]);
  }
  const angles = [3, 4, 5];
  const fixed = angles.flatMap((place): [number, number][] => {
    const degrees = [90, 120].find((one) => same(cell[place] as number, one));
    return degrees === undefined ? [] : [[place, degrees]];
  });
  const oblique = angles.filter((place) => !fixed.some(([one]) => one === place));
  const rhombohedral =
    edges.length === 1 &&
    oblique.length === 3 &&
    oblique.every((place) => same(cell[place] as number, cell[3] as number));
  return { free: [...edges, ...(rhombohedral ? [oblique] : oblique.map((place) => [place]))], fixed };
}

/** How far a cell may be from what its lattice asks, relatively and in degrees, before that is refused. */
const MAX_STRAIN = 0.03;

/** Returns the rule of a lattice, or of what a cell shows by itself where none is named. */
export const cellRule = (cell: CellSix, lattice?: LatticeSymmetry): CellRule =>
  lattice === undefined ? shownBy(cell) : lattice === 'monoclinic' ? monoclinic(cell) : RULES[lattice];

/**
 * Returns the cell nearest to a given one that obeys a rule: numbers that must be equal are averaged.
 *
 * @throws BraggsimError (`usage`) for a cell that is far from it
 */
export function obeying(given: CellSix, rule: CellRule, lattice = 'as its lattice asks'): number[] {
  const cell = [...given];
  for (const [place, degrees] of rule.fixed) cell[place] = degrees;
  for (const group of rule.free) {
    const values = group.map((place) => given[place] as number);
    const equal = values.every((value) => value === values[0]);
    const mean = equal ? (values[0] as number) : values.reduce((sum, value) => sum + value, 0) / group.length;
    for (const place of group) cell[place] = mean;
  }
  const wrong = cell.findIndex(
    (value, i) => Math.abs(value - (given[i] as number)) > (i < 3 ? MAX_STRAIN * value : 100 * MAX_STRAIN),
  );
  if (wrong < 0) return cell;
  throw usageError(
    `the cell ${given.map((value) => Number(value.toFixed(3))).join(' ')} is not ${lattice}: ${CELL_NUMBERS[wrong]} should be near ${Number((cell[wrong] as number).toFixed(3))}; give another --lattice`,
  );
}
