import type { TableNumber } from './variables';

/** A number that can be refined, before bounds and ties of the user. */
export interface RefinableNumber extends TableNumber {
  readonly group: string;
  readonly logarithmic: boolean;
  readonly lower: number;
  readonly upper: number;
  readonly maxStep: number;
}

/** Tells whether a name that a user gives means a number: its own, that of its group, or the beginning of its own up to a point. */
export const covers = (name: string, number: Pick<RefinableNumber, 'name' | 'group'>): boolean =>
  name === number.name || name === number.group || number.name.startsWith(`${name}.`);
