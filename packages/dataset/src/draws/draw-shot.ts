import { usageError } from '@braggsim/core';
import { valueAt } from '@braggsim/core/text';
import { conflictingFields, type Experiment } from '@braggsim/experiment';
import { withoutField, withValue } from '../plan/fields';
import { drawOrder, type PlannedDraw } from '../plan/order';
import type { Condition, Plan } from '../plan/plan';
import { lowerFactor } from '../plan/read-fields';
import { deviatesOf } from './deviates';
import { aboutAxis, drawDirection, type Quaternion } from './directions';
import { draw, drawScalar, normalDeviate, rowOf, type Value } from './distribution';

/** Columns of tables by the names of their files. */
export type Tables = ReadonlyMap<string, ReadonlyMap<string, readonly Value[]>>;

/** All that is drawn for one shot. */
export interface DrawnShot {
  readonly shot: number;
  /** Whether a crystal is in the beam. */
  readonly hit: boolean;
  /** Number of lattices: 0 for a miss. */
  readonly lattices: number;
  /** Rotations in the laboratory that take the first lattice to the further ones. */
  readonly turns: readonly Quaternion[];
  /** Values by the paths of fields; undefined where a field keeps the value of the experiment. */
  readonly values: ReadonlyMap<string, Value | undefined>;
  /** A number from 0 to 3, for the quadrant that is stored. */
  readonly quadrant: number;
  /** The experiment of the plan with the values of the shot. */
  readonly experiment: Experiment;
}

/**
 * Creates the draws of a plan. A shot is a function of its number, the seed and the plan alone.
 *
 * @param tables columns of the tables that the plan names
 * @returns function that draws the shot of a number, from 0
 * @throws BraggsimError (`usage`) for conditions that wait for each other
 */
export function shotDraws(plan: Plan, tables: Tables = new Map()): (shot: number) => DrawnShot {
  const { seed, lattices, experiment } = plan;
  const { order, circle } = drawOrder(plan);
  if (circle) throw usageError(`conditions go round in a circle: ${circle.join(' -> ')}; leave one of them out`);
  const draws = order.map((one) => ({
    ...one,
    deviates: deviatesOf(seed, one.name),
    valuesOf: sourceOf(plan, one, tables),
  }));
  const single = (name: string) => {
    const deviates = deviatesOf(seed, name);
    return (shot: number) => deviates(shot)(0);
  };
  const hitOf = single('hit');
  const countOf = single('lattices.count');
  const quadrantOf = single('images.quadrant');
  const turnOf = (shot: number, lattice: number): Quaternion => {
    const axis = drawDirection(deviatesOf(seed, `lattices.${lattice}.axis`)(shot), 180, [0, 0, 1]);
    const u = deviatesOf(seed, `lattices.${lattice}.angleDeg`)(shot)(0);
    return aboutAxis(axis, Number(drawScalar(lattices.angleDeg, u)));
  };
  return (shot) => {
    const hit = hitOf(shot) < plan.hitChance;
    const count = hit ? Number(drawScalar(lattices.count, countOf(shot))) : 0;
    const values = new Map<string, Value | undefined>();
    let drawn = experiment;
    const holds = ({ path, values: allowed, min, max }: Condition): boolean => {
      const value = path === 'hit' ? hit : path === 'lattices' ? count : valueAt(drawn, path);
      if (allowed) return allowed.some((one) => sameValue(one, value));
      return typeof value === 'number' && value >= (min ?? value) && value <= (max ?? value);
    };
    for (const { fields, when, deviates, valuesOf } of draws) {
      const isDrawn = when.every(holds);
      const row = isDrawn ? valuesOf(deviates(shot), shot) : [];
      for (const [i, path] of fields.entries()) {
        values.set(path, row[i]);
        if (isDrawn) drawn = withDrawn(drawn, path, row[i] as Value);
      }
    }
    const turns = Array.from({ length: Math.max(0, count - 1) }, (_, i) => turnOf(shot, i + 1));
    const quadrant = Math.min(3, Math.floor(4 * quadrantOf(shot)));
    return { shot, hit, lattices: count, turns, values, quadrant, experiment: drawn };
  };
}

const sameValue = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** Sets a field; the fields that state the same quantity in other words lose their values. */
export function withDrawn(experiment: Experiment, path: string, value: Value): Experiment {
  const cleared = conflictingFields(path).reduce(withoutField, experiment);
  return withValue(cleared, path, value);
}

type ValuesOf = (deviates: (index: number) => number, shot: number) => readonly Value[];

/** Makes the function that draws the values of a field or group. */
function sourceOf({ vary, groups }: Plan, { name, fields }: PlannedDraw, tables: Tables): ValuesOf {
  const varied = vary[name];
  if (varied) {
    const { distribution } = varied;
    const column = distribution.kind === 'table' ? columnOf(tables, distribution.file, distribution.column) : undefined;
    return (deviates, shot) => [draw(distribution, deviates, shot, column)];
  }
  const group = groups[name.replace(/^groups\./, '')];
  if (!group) throw new Error(`the plan has no draw '${name}'`);
  const { source } = group;
  if (source.kind === 'normal') {
    const lower = lowerFactor(source.covariance) ?? [];
    return (deviates) => {
      const normals = fields.map((_, i) => normalDeviate(deviates(i)));
      return lower.map((row, j) =>
        row.reduce((sum, x, i) => sum + x * (normals[i] as number), source.mean[j] as number),
      );
    };
  }
  const { pick } = source;
  const rows =
    source.kind === 'rows'
      ? source.rows
      : rowsOf(source.columns.map((column) => columnOf(tables, source.file, column)));
  return (deviates, shot) => rows[rowOf(pick, rows.length, shot, () => deviates(0))] as readonly Value[];
}

function columnOf(tables: Tables, file: string, column: string): readonly Value[] {
  const values = tables.get(file)?.get(column);
  if (!values) throw new Error(`the column '${column}' of '${file}' has not been read`);
  return values;
}

const rowsOf = (columns: readonly (readonly Value[])[]): Value[][] =>
  (columns[0] ?? []).map((_, row) => columns.map((column) => column[row] as Value));
