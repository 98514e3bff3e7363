import { usageError } from '@braggsim/core';
import type { Experiment } from '@braggsim/experiment';
import { covers } from './refinable-number';
import {
  GROUPS,
  groupOf,
  knownGroup,
  type NumberContext,
  numbersOfGroup,
  type RefinableNumber,
} from './refinable-numbers';
import type { Variable } from './variables';

/** What a user says about the numbers of a fit. */
export interface FreeChoice {
  /** Names of groups (`cell`) or single numbers (`cell.beta`). */
  readonly free: readonly string[];
  readonly fix: readonly string[];
  /** Bounds by the name of a number or group; null leaves a side as it is. */
  readonly bounds: readonly { readonly name: string; readonly lower: number | null; readonly upper: number | null }[];
  /** Names of numbers that keep their ratios, group by group. */
  readonly ties: readonly (readonly string[])[];
}

/** Shapes whose spots depend on the product of the numbers of cells alone. */
const PRODUCT_SHAPES: ReadonlySet<string> = new Set(['gauss', 'gauss-star']);
/** Shapes whose edges are sharp, so that their size has no derivative. */
const SHARP_SHAPES: ReadonlySet<string> = new Set(['tophat', 'tophat-hkl']);

/**
 * Returns the numbers of an experiment that a user frees.
 *
 * @param beam mean wavelength of a spectrum (A), and energies (eV)
 * @param cell places of cell numbers that the lattice leaves free
 * @throws BraggsimError (`usage`) for unknown names, and numbers without a derivative
 */
export function freeNumbers(
  experiment: Experiment,
  { free, fix, bounds }: FreeChoice,
  cell: readonly (readonly number[])[],
  beam: Pick<NumberContext, 'meanWavelengthA' | 'energiesEv'> = {},
): RefinableNumber[] {
  const making = { experiment, cell, ...beam };
  const asked = new Set(free.map((name) => knownGroup(name, '--free')));
  for (const name of fix) knownGroup(name, '--fix');
  for (const { name } of bounds) knownGroup(name, '--bound');
  const order = [
    ...GROUPS.filter((group) => asked.has(group)),
    ...[...asked].filter((group) => group.startsWith('panel:')),
  ];
  const numbers = order
    .flatMap((group) => numbersOfGroup(group, making))
    .filter((number) => free.some((name) => covers(name, number)))
    .filter((number) => !fix.some((name) => covers(name, number)));
  refuseUnmatched([...free, ...fix], order, making);
  const shape = shapeOf(experiment);
  if (SHARP_SHAPES.has(shape) && numbers.some(({ group }) => group === 'ncells')) {
    throw usageError(`a crystal of shape ${shape} has no derivative with respect to its size; give --fix ncells`);
  }
  for (const number of numbers) checkStart(number);
  return numbers.map((number) => bounded(number, bounds));
}

const shapeOf = ({ crystal }: Experiment): string =>
  typeof crystal?.shape === 'string' ? crystal.shape : (crystal?.shape?.kind ?? 'square');

/** Checks that names of single numbers are those of their group's numbers. */
function refuseUnmatched(
  names: readonly string[],
  groups: readonly string[],
  making: Parameters<typeof numbersOfGroup>[1],
): void {
  for (const name of names) {
    const group = groupOf(name) as string;
    if (name === group || !groups.includes(group)) continue;
    const known = numbersOfGroup(group, making);
    if (known.some((number) => covers(name, number))) continue;
    throw usageError(
      `there is no free number '${name}' in ${group}; there ${known.length === 1 ? 'is' : 'are'} ${known.map((number) => number.name).join(', ')}`,
    );
  }
}

function checkStart({ name, start, logarithmic }: RefinableNumber): void {
  if (logarithmic && !(start > 0)) {
    throw usageError(
      `${name} starts at ${start}, and only a value above 0 can be refined; give another start, or fix it`,
    );
  }
}

export function bounded(number: RefinableNumber, bounds: FreeChoice['bounds']): RefinableNumber {
  let { lower, upper } = number;
  for (const bound of bounds) {
    if (!covers(bound.name, number)) continue;
    lower = bound.lower ?? lower;
    upper = bound.upper ?? upper;
  }
  if (lower > upper) throw usageError(`the bounds of ${number.name} are reversed: ${lower} is above ${upper}`);
  if (number.start < lower || number.start > upper) {
    throw usageError(
      `the start of ${number.name}, ${number.start}, is outside its bounds ${lower} to ${upper}; widen --bound ${number.name}=lo:hi`,
    );
  }
  return { ...number, lower, upper };
}

/** Unknowns of numbers: one each, or one for those whose ratios are kept. */
export function variablesOf(
  experiment: Experiment,
  numbers: readonly RefinableNumber[],
  { ties }: FreeChoice,
): Variable[] {
  const product = PRODUCT_SHAPES.has(shapeOf(experiment)) ? [['ncells.a', 'ncells.b', 'ncells.c']] : [];
  const groups: RefinableNumber[][] = [];
  const tied = [...product, ...ties];
  for (const names of ties) checkTie(names, numbers);
  const home = new Map<string, RefinableNumber[]>();
  for (const number of numbers) {
    const names = tied.filter((list) => list.some((name) => name === number.name)).flat();
    const group = names.map((name) => home.get(name)).find((one) => one !== undefined);
    if (group) group.push(number);
    const own = group ?? [number];
    if (!group) groups.push(own);
    for (const name of [number.name, ...names]) home.set(name, own);
  }
  return groups.map((members) => {
    const first = members[0] as RefinableNumber;
    return {
      group: first.group,
      numbers: members.map(({ name, unit, start, drives }) => ({ name, unit, start, drives })),
      logarithmic: first.logarithmic,
      maxStep: first.maxStep,
      ...commonBounds(members),
    };
  });
}

function checkTie(names: readonly string[], numbers: readonly RefinableNumber[]): void {
  const members = names.map((name) => {
    const number = numbers.find((one) => one.name === name);
    if (number) return number;
    throw usageError(
      `--tie names '${name}', which is not among the free numbers ${numbers.map((one) => one.name).join(', ')}`,
    );
  });
  const zero = members.find(({ start }) => start === 0);
  if (zero) throw usageError(`--tie keeps ratios, and ${zero.name} starts at 0; leave it out`);
}

/** Bounds of the first number that keep every number within its own. */
function commonBounds(members: readonly RefinableNumber[]): Pick<Variable, 'lower' | 'upper'> {
  const first = members[0] as RefinableNumber;
  if (members.length === 1) return { lower: first.lower, upper: first.upper };
  const ratios = members.flatMap(({ start, lower, upper }) => [[lower / start, upper / start].sort((a, b) => a - b)]);
  const lower = Math.max(...ratios.map(([low = 0]) => low));
  const upper = Math.min(...ratios.map(([, high = Number.POSITIVE_INFINITY]) => high));
  const ends = [lower * first.start, upper * first.start];
  return { lower: Math.min(...ends), upper: Math.max(...ends) };
}
