import type { Condition, Plan } from './plan';

/** A draw of a plan: a field by itself, or a group. */
export interface PlannedDraw {
  /** Name of the draw, which keys its deviates: the path of the field, or `groups.NAME`. */
  readonly name: string;
  readonly fields: readonly string[];
  readonly when: readonly Condition[];
}

/** Lists the draws of a plan as they stand in it. */
const drawsOf = ({ vary, groups }: Pick<Plan, 'vary' | 'groups'>): PlannedDraw[] => [
  ...Object.entries(vary).map(([path, { when }]) => ({ name: path, fields: [path], when })),
  ...Object.entries(groups).map(([name, { fields, when }]) => ({ name: `groups.${name}`, fields, when })),
];

/** The order in which fields are drawn, or the names of draws that wait for each other. */
export interface DrawOrder {
  readonly order: readonly PlannedDraw[];
  readonly circle?: readonly string[];
}

/** Orders the draws of a plan so that what a condition tests is drawn before what depends on it. */
export function drawOrder(plan: Pick<Plan, 'vary' | 'groups'>): DrawOrder {
  const draws = drawsOf(plan);
  const owner = new Map(draws.flatMap((one) => one.fields.map((path) => [path, one] as const)));
  const order: PlannedDraw[] = [];
  const waiting: string[] = [];
  let circle: readonly string[] | undefined;
  const visit = (one: PlannedDraw): void => {
    if (circle || order.includes(one)) return;
    const start = waiting.indexOf(one.name);
    if (start >= 0) {
      circle = waiting.slice(start);
      return;
    }
    waiting.push(one.name);
    for (const { path } of one.when) {
      const before = owner.get(path);
      if (before) visit(before);
    }
    waiting.pop();
    order.push(one);
  };
  for (const one of draws) visit(one);
  return { order, ...(circle && { circle }) };
}
