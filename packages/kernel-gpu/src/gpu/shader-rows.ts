import type { SuppliedIndex } from '@braggsim/core/sample-graph';
import type { Cut, Node } from '@braggsim/formula/graph';
import { AXIS_UNIT, DIRECTION_UNIT } from './fixed-point';
import type { RowLevel } from './host-rows';
import type { NestLevels } from './levels';

const suffixOf = ({ over }: RowLevel): string => over.join('_') || 'plan';
/** Names of the uniform numbers that say where the rows of a level start: numbers, and those in fixed point. */
export const startOf = (level: RowLevel): string => `start_${suffixOf(level)}`;
export const fixedStartOf = (level: RowLevel): string => `fixed_${suffixOf(level)}`;

/** What crosses from each host level to the device, and the anchors' factors where the device makes the anchors. */
export function rowLevels(
  plan: Cut,
  { host }: NestLevels,
  supplied: readonly SuppliedIndex[],
  levelOf: (node: Node) => string,
) {
  const hostNames = new Set(host.map(({ name }) => name));
  const crossing = plan.crossings.filter(({ from, to }) => hostNames.has(from) && !hostNames.has(to));
  const fixed = new Map<Node, number>();
  for (const { axis, from, byHalfColumn, byHalfRow } of supplied) {
    for (const node of axis) fixed.set(node, AXIS_UNIT);
    for (const node of [...from, ...byHalfColumn, ...byHalfRow]) fixed.set(node, DIRECTION_UNIT);
  }
  return host.map(
    (level): RowLevel => ({
      ...level,
      singles: [...new Set(crossing.filter(({ from }) => from === level.name).map(({ node }) => node))],
      fixed: [...fixed].filter(([node]) => levelOf(node) === level.name).map(([node, unit]) => ({ node, unit })),
    }),
  );
}
