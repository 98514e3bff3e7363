import type { Algebra, TableValues } from './algebra';
import { nearestEven, numbers } from './numbers';

/** A value and its derivatives by a fixed list of variables. */
export interface Dual {
  readonly value: number;
  readonly partials: readonly number[];
  /** The part of the derivatives that comes from the values of a table, to which those of `withPartials` are added. */
  readonly ofTable?: readonly number[];
}

/** Returns the `i`-th of `count` variables. */
export const variable = (value: number, i: number, count: number): Dual => ({
  value,
  partials: Array.from({ length: count }, (_, k) => (k === i ? 1 : 0)),
});

/**
 * Creates forward-mode differentiation in float64. Piecewise constant operations (nearest, floor, lookup) have the
 * derivative zero; at a kink the derivative is that of the branch taken. A stencil has no derivative by its weights: what
 * interpolates gives its own.
 *
 * @param tableSlopes derivatives of the values of tables by each variable, for tables that depend on it
 */
export function duals(
  count: number,
  tables: TableValues = {},
  tableSlopes: readonly (TableValues | undefined)[] = [],
): Algebra<Dual> {
  const plain = numbers(tables);
  const ofTables = Array.from({ length: count }, (_, k) => tableSlopes[k] && numbers(tableSlopes[k]));
  const flat = (value: number): Dual => ({ value, partials: new Array<number>(count).fill(0) });
  /** Returns a value that is read from a table, whose derivatives are those of the values of the table. */
  const read = (name: string, value: number, slope: (of: Algebra<number>) => number): Dual => {
    const ofTable = ofTables.map((of, k) => (of && tableSlopes[k]?.[name] ? slope(of) : 0));
    return { value, partials: ofTable, ofTable };
  };
  // One loop each for one, two and more inputs: tests spend much of their time here.
  const ofOne = (value: number, { partials: a }: Dual, slope: number): Dual => {
    const partials: number[] = [];
    for (let k = 0; k < count; k++) partials.push(slope * (a[k] as number));
    return { value, partials };
  };
  const ofTwo = (value: number, { partials: a }: Dual, byA: number, { partials: b }: Dual, byB: number): Dual => {
    const partials: number[] = [];
    for (let k = 0; k < count; k++) partials.push(byA * (a[k] as number) + byB * (b[k] as number));
    return { value, partials };
  };
  const chain = (value: number, inputs: readonly Dual[], slopes: readonly number[]): Dual => {
    const partials: number[] = [];
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (const [i, { partials: of }] of inputs.entries()) sum += (slopes[i] as number) * (of[k] as number);
      partials.push(sum);
    }
    return { value, partials };
  };
  const choose = (first: boolean, a: Dual, b: Dual) => (first ? a : b);
  return {
    precision: 'double',
    keepsPartials: true,
    constant: flat,
    add: (a, b) => ofTwo(a.value + b.value, a, 1, b, 1),
    sub: (a, b) => ofTwo(a.value - b.value, a, 1, b, -1),
    mul: (a, b) => ofTwo(a.value * b.value, a, b.value, b, a.value),
    div: (a, b) => ofTwo(a.value / b.value, a, 1 / b.value, b, -a.value / (b.value * b.value)),
    neg: (a) => ofOne(-a.value, a, -1),
    abs: (a) => ofOne(Math.abs(a.value), a, a.value < 0 ? -1 : 1),
    min: (a, b) => choose(a.value < b.value, a, b),
    max: (a, b) => choose(a.value < b.value, b, a),
    sqrt: (a) => ofOne(Math.sqrt(a.value), a, 0.5 / Math.sqrt(a.value)),
    nearest: (a) => flat(nearestEven(a.value)),
    floor: (a) => flat(Math.floor(a.value)),
    powerOfTwo: (n) => flat(plain.powerOfTwo(n.value)),
    ifLess: (a, b, yes, no) => choose(a.value < b.value, yes, no),
    narrow: (a) => a,
    lookup: (table, i, j, k) => {
      const at = (of: Algebra<number>) => of.lookup(table, i.value, j.value, k.value);
      return read(table.name, at(plain), at);
    },
    stencil: (table, [i, j, k], weights) => {
      const [wi, wj, wk] = weights.map((w) => w.map((x) => x.value)) as [number[], number[], number[]];
      const at = (of: Algebra<number>) => of.stencil(table, [i.value, j.value, k.value], [wi, wj, wk]);
      return read(table.name, at(plain), at);
    },
    withPartials: ({ value, ofTable }, inputs, partials) => {
      const slopes = partials().map((p) => p.value);
      const { partials: own } = chain(value, inputs, slopes);
      return { value, partials: ofTable ? own.map((partial, k) => partial + (ofTable[k] as number)) : own };
    },
  };
}
