import type { TablePlan } from '@braggsim/core/kernel';

/** Values of the tables of a plan, such as that of structure factors, by their names. */
export type StructureTables = Readonly<Record<string, Float64Array>>;

/** Returns the values of the tables of a plan. */
export const tableValues = (tables: Readonly<Record<string, TablePlan>>): StructureTables =>
  Object.fromEntries(Object.entries(tables).map(([name, { values }]) => [name, values]));

/** Tells whether two sets of tables have the same arrays by the same names. */
export const sameTables = (a: StructureTables, b: StructureTables): boolean =>
  Object.keys(a).length === Object.keys(b).length && Object.entries(a).every(([name, values]) => b[name] === values);
