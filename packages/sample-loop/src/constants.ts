import type { Constants } from '@braggsim/core';
import type { FixedPlan } from '@braggsim/core/kernel';
import { type Graph, NO_LOOPS, type Node } from '@braggsim/formula/graph';
import { type Moved, unmoved } from './moved';

/** Lists the constants of a term by the names of their inputs: `shape.cells.0`. */
export function flattened(prefix: string, constants: Constants): Record<string, number> {
  const entries = Object.entries(constants).flatMap(([key, value]): [string, number][] =>
    typeof value === 'number' ? [[`${prefix}.${key}`, value]] : value.map((x, i) => [`${prefix}.${key}.${i}`, x]),
  );
  return Object.fromEntries(entries);
}

/**
 * Tells whether a constant becomes a literal of the generated code: 0 and 1 make whole branches of a formula disappear.
 */
export const isLiteral = (value: number): boolean => value === 0 || value === 1;

/**
 * Tells whether constants of the shape of a plan become literals: none of those with a spot cutoff, whose forms have zeros or rounding noise by the
 * orientation of the crystal, and which would have code for every pattern of zeros.
 */
export const isShapeLiteral =
  ({ spotCutoff }: Pick<FixedPlan, 'spotCutoff'>): typeof isLiteral =>
  (value) =>
    spotCutoff === undefined && isLiteral(value);

/**
 * Converts the constants of a term to nodes: literals of the code or inputs, whose values the code reads.
 *
 * @param moved returns the node of a value that derivatives are taken of
 * @param isLiteralValue tells whether a value becomes a literal; by default those that are 0 or 1 do
 */
export function lifted(
  g: Graph,
  prefix: string,
  constants: Constants,
  moved: Moved = unmoved,
  isLiteralValue = isLiteral,
): Record<string, Node | readonly Node[]> {
  const node = (name: string, value: number) =>
    moved(name, isLiteralValue(value) ? g.constant(value) : g.input(name, NO_LOOPS));
  return Object.fromEntries(
    Object.entries(constants).map(([key, value]) => [
      key,
      typeof value === 'number'
        ? node(`${prefix}.${key}`, value)
        : value.map((x, i) => node(`${prefix}.${key}.${i}`, x)),
    ]),
  );
}
