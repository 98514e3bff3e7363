import type { Algebra, Table, TableValues } from './algebra';

/** Returns the nearest integer with halves rounded to even, as SIMD and WGSL define it. */
export function nearestEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest < 0.5) return floor;
  if (rest > 0.5) return floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Returns the position of an index along one axis of a table, clamped to its edges. */
const within = (index: number, min: number, count: number): number => {
  const i = index - min;
  return i > 0 ? (i < count ? i : count - 1) : 0;
};

const valuesOf = (tables: TableValues, table: Table): ArrayLike<number> => {
  const values = tables[table.name];
  if (!values) throw new Error(`no values are bound to table '${table.name}'`);
  return values;
};

const LOWEST_EXPONENT = -1022;
const HIGHEST_EXPONENT = 1023;

/**
 * Returns 2^n for the exponents of all normal numbers, in order. The values are exact, and the table is several times
 * faster than a power.
 */
function powersOfTwo(): Float64Array {
  const values = new Float64Array(HIGHEST_EXPONENT - LOWEST_EXPONENT + 1);
  values[0] = 2 ** LOWEST_EXPONENT;
  for (let i = 1; i < values.length; i++) values[i] = 2 * (values[i - 1] as number);
  return values;
}

let powers: Float64Array | undefined;
function powerOfTwo(n: number): number {
  powers ??= powersOfTwo();
  return powers[n - LOWEST_EXPONENT] as number;
}

/** Creates arithmetic on plain float64 numbers, the reference for all other instances. */
export function numbers(tables: TableValues = {}): Algebra<number> {
  return {
    precision: 'double',
    keepsPartials: false,
    constant: (x) => x,
    add: (a, b) => a + b,
    sub: (a, b) => a - b,
    mul: (a, b) => a * b,
    div: (a, b) => a / b,
    neg: (a) => -a,
    abs: Math.abs,
    min: Math.min,
    max: Math.max,
    sqrt: Math.sqrt,
    nearest: nearestEven,
    floor: Math.floor,
    powerOfTwo,
    ifLess: (a, b, yes, no) => (a < b ? yes : no),
    narrow: (a) => a,
    lookup: (table, i, j, k) => {
      const [ni, nj, nk] = table.count;
      const row = within(i, table.min[0], ni) * nj + within(j, table.min[1], nj);
      return valuesOf(tables, table)[row * nk + within(k, table.min[2], nk)] as number;
    },
    stencil: (table, corner, [wi, wj, wk]) => {
      const values = valuesOf(tables, table);
      const [ni, nj, nk] = table.count;
      const i0 = within(corner[0], table.min[0], ni - 3);
      const j0 = within(corner[1], table.min[1], nj - 3);
      const k0 = within(corner[2], table.min[2], nk - 3);
      let sum = 0;
      for (let i = 0; i < 4; i++) {
        for (let j = 0; j < 4; j++) {
          const start = ((i0 + i) * nj + j0 + j) * nk + k0;
          let row = 0;
          for (let k = 0; k < 4; k++) row += (wk[k] as number) * (values[start + k] as number);
          sum += (wi[i] as number) * (wj[j] as number) * row;
        }
      }
      return sum;
    },
    withPartials: (value) => value,
  };
}
