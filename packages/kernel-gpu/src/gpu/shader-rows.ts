import { contains, type Loops, NO_LOOPS, type Node, type Schedule, union } from '@braggsim/formula/graph';
import type { SuppliedIndex } from '@braggsim/sample-loop';
import { AXIS_UNIT, DIRECTION_UNIT } from './fixed-point';
import type { RowLevel } from './host-rows';
import { type NestLevels, SHARED_LOOPS } from './levels';

const suffixOf = ({ over }: RowLevel): string => over.join('_') || 'plan';
/** Returns the name of the uniform number that is the start of the float32 rows of a level. */
export const startOf = (level: RowLevel): string => `start_${suffixOf(level)}`;
/** Returns the name of the uniform number that is the start of the fixed-point rows of a level. */
export const fixedStartOf = (level: RowLevel): string => `fixed_${suffixOf(level)}`;

/**
 * Lists the values that each host level passes to the device: live values of the schedule, and the factors of the indices,
 * all axes at one level and all directions at another, so that a thread can find them by number.
 */
export function rowLevels(plan: Schedule, { host, levels }: NestLevels, supplied: readonly SuppliedIndex[]) {
  const hostNames = new Set(host.map(({ name }) => name));
  const live = plan.liveValues.filter(({ from, to }) => hostNames.has(from) && !hostNames.has(to));
  const axes = supplied.flatMap(({ axis }) => axis);
  const directions = supplied.slice(0, 1).flatMap((i) => [i.from, i.byHalfColumn, i.byHalfRow].flat());
  const levelOf = (nodes: readonly Node[], start: Loops) => {
    const scope = nodes.reduce((set, node) => union(set, node.scope), start);
    return levels.find(({ loops }) => contains(loops, scope))?.name;
  };
  const places = [
    { nodes: axes, unit: AXIS_UNIT, at: levelOf(axes, NO_LOOPS) },
    { nodes: directions, unit: DIRECTION_UNIT, at: levelOf(directions, SHARED_LOOPS.tile) },
  ];
  return host
    .map(
      (level): RowLevel => ({
        ...level,
        singles: [...new Set(live.filter(({ from }) => from === level.name).map(({ node }) => node))],
        fixed: places.flatMap(({ nodes, unit, at }) =>
          at === level.name ? nodes.map((node) => ({ node, unit })) : [],
        ),
      }),
    )
    .filter(({ singles, fixed }) => singles.length + fixed.length > 0);
}
