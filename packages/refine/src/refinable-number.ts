import type { TableNumber } from './variables';

/** A number that can be refined, before bounds and ties of the user. */
export interface RefinableNumber extends TableNumber {
  readonly group: string;
  readonly logarithmic: boolean;
  readonly lower: number;
  readonly upper: number;
  readonly maxStep: number;
}
