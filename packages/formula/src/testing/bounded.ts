import type { Algebra, Precision, TableValues } from '../algebra';
import { numbers } from '../numbers';

/** A float64 value, and the largest rounding error that a target of the given precision may have. */
export interface Bounded {
  readonly value: number;
  readonly error: number;
}

const UNIT = { double: 2 ** -53, mixed: 2 ** -24, single: 2 ** -24 } as const;
/** Size beyond which float32 overflows or loses digits. */
const LARGEST = 1e15;
const SMALLEST = 1e-35;
/**
 * Least factor: products of several smaller ones may, in another order, have float32 intermediates that lose digits.
 */
const SMALLEST_FACTOR = 1e-7;

/** Tells whether a number has so few digits that it is exact in any order of computation, such as indices and Bragg peaks. */
const isShort = (value: number): boolean => Math.abs(value) < 256 && Number.isInteger(value * 64);

/**
 * Creates arithmetic on numbers with running error bounds. Where a jump (nearest, floor, a table) lies within the
 * error, the bound is infinite, since no comparison is possible there.
 */
export function bounded(precision: Precision, tables: TableValues = {}): Algebra<Bounded> {
  const plain = numbers(tables);
  const sizes = numbers(
    Object.fromEntries(Object.entries(tables).map(([name, values]) => [name, Array.from(values, Math.abs)])),
  );
  const unit = UNIT[precision];
  const rounded = (value: number, error: number): Bounded => {
    if (error === 0 && isShort(value)) return { value, error };
    return { value, error: Math.abs(value) < LARGEST ? error + unit * Math.abs(value) + SMALLEST : Infinity };
  };
  const isTiny = ({ value }: Bounded): boolean =>
    precision !== 'double' && value !== 0 && Math.abs(value) < SMALLEST_FACTOR;
  const step = (f: (x: number) => number, { value, error }: Bounded): Bounded => ({
    value: f(value),
    error: f(value - error) === f(value + error) ? 0 : Infinity,
  });
  const uncertain = (...inputs: readonly Bounded[]): number => (inputs.every((x) => x.error === 0) ? 0 : Infinity);
  return {
    precision,
    keepsPartials: false,
    constant: (x) => rounded(x, 0),
    add: (a, b) => rounded(a.value + b.value, a.error + b.error),
    sub: (a, b) => rounded(a.value - b.value, a.error + b.error),
    mul: (a, b) => {
      const error = Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + a.error * b.error;
      return rounded(a.value * b.value, isTiny(a) || isTiny(b) ? Infinity : error);
    },
    div: (a, b) => {
      const value = a.value / b.value;
      const least = Math.abs(b.value) - b.error;
      return rounded(value, least > 0 ? (a.error + Math.abs(value) * b.error) / least : Infinity);
    },
    neg: (a) => ({ value: -a.value, error: a.error }),
    abs: (a) => ({ value: Math.abs(a.value), error: a.error }),
    min: (a, b) => ({ value: Math.min(a.value, b.value), error: Math.max(a.error, b.error) }),
    max: (a, b) => ({ value: Math.max(a.value, b.value), error: Math.max(a.error, b.error) }),
    sqrt: (a) => rounded(Math.sqrt(a.value), Math.sqrt(a.value + a.error) - Math.sqrt(Math.max(0, a.value - a.error))),
    nearest: (a) => step(plain.nearest, a),
    floor: (a) => step(plain.floor, a),
    powerOfTwo: (n) => ({ value: plain.powerOfTwo(n.value), error: uncertain(n) }),
    ifLess: (a, b, yes, no) => {
      const chosen = a.value < b.value ? yes : no;
      const sure = Math.abs(a.value - b.value) > a.error + b.error || a.error + b.error === 0;
      return sure ? chosen : { ...chosen, error: yes.error + no.error + Math.abs(yes.value - no.value) };
    },
    narrow: (a) => rounded(a.value, a.error),
    lookup: (table, i, j, k) => ({
      value: plain.lookup(table, i.value, j.value, k.value),
      error: uncertain(i, j, k),
    }),
    stencil: (table, [i, j, k], weights) => {
      const corner = [i.value, j.value, k.value] as const;
      const mapped = (f: (x: Bounded) => number) => weights.map((w) => w.map(f)) as [number[], number[], number[]];
      const size = sizes.stencil(
        table,
        corner,
        mapped((x) => Math.abs(x.value)),
      );
      const most = sizes.stencil(
        table,
        corner,
        mapped((x) => Math.abs(x.value) + x.error),
      );
      return rounded(
        plain.stencil(
          table,
          corner,
          mapped((x) => x.value),
        ),
        most - size + 70 * unit * size + uncertain(i, j, k),
      );
    },
    withPartials: (value) => value,
  };
}
