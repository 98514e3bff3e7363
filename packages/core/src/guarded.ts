import { type Algebra, numbers } from '@braggsim/formula';

/** What plain arithmetic on a guarded value is refused with. */
export class PlainArithmetic extends Error {}

/** What a missing value is refused with. */
class MissingValue extends Error {}

/**
 * A number that only the functions of a calculator can compute with. It stands for the values of every other instance of
 * the algebra (dual numbers, graph nodes), on which `a * b` gives NaN and `a < b` gives false without a word.
 */
export class Guarded {
  constructor(readonly value: number) {}

  [Symbol.toPrimitive](): never {
    throw new PlainArithmetic('it computes with plain arithmetic');
  }
}

function unwrap(x: unknown): number {
  if (x instanceof Guarded) return x.value;
  if (x === undefined || x === null) {
    throw new MissingValue(
      `it passes ${x} to a function of m, which needs a value; check the names of inputs and constants`,
    );
  }
  throw new PlainArithmetic(`it passes '${String(x)}' where a value is expected`);
}

const wrapped =
  <A extends readonly number[]>(operation: (...args: A) => number) =>
  (...args: readonly Guarded[]): Guarded =>
    new Guarded(operation(...(args.map(unwrap) as unknown as A)));

/** Returns an arithmetic of float64 numbers that refuse plain arithmetic, such as a * b. Every table holds ones. */
export function guardedNumbers(): Algebra<Guarded> {
  const plain = numbers();
  return {
    precision: 'double',
    keepsPartials: false,
    constant: (x) => new Guarded(x),
    add: wrapped(plain.add),
    sub: wrapped(plain.sub),
    mul: wrapped(plain.mul),
    div: wrapped(plain.div),
    neg: wrapped(plain.neg),
    abs: wrapped(plain.abs),
    min: wrapped(plain.min),
    max: wrapped(plain.max),
    sqrt: wrapped(plain.sqrt),
    nearest: wrapped(plain.nearest),
    floor: wrapped(plain.floor),
    powerOfTwo: wrapped(plain.powerOfTwo),
    ifLess: wrapped(plain.ifLess),
    narrow: wrapped(plain.narrow),
    lookup: (_table, i, j, k) => {
      for (const index of [i, j, k]) unwrap(index);
      return new Guarded(1);
    },
    stencil: (_table, corner, weights) => {
      for (const index of [...corner, ...weights.flat()]) unwrap(index);
      return new Guarded(1);
    },
    withPartials: (value) => new Guarded(unwrap(value)),
  };
}
