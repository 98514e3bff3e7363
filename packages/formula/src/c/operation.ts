import type { Arithmetic, Node, Operation } from '../graph/node';

const INFIX = { add: '+', sub: '-', mul: '*', div: '/' } as const satisfies Partial<Record<Arithmetic, string>>;

const isInfix = (op: Operation): op is keyof typeof INFIX => op in INFIX;

/** Operations on float64 scalars, by the names of their functions. */
const SCALAR = {
  abs: '__builtin_fabs',
  min: 'scalarMin',
  max: 'scalarMax',
  sqrt: '__builtin_sqrt',
  nearest: '__builtin_rint',
  floor: '__builtin_floor',
  powerOfTwo: 'powerOfTwo',
} as const satisfies Partial<Record<Arithmetic, string>>;

/** Operations on scalars in the lanes of a vector that differ from those on pixels. */
const SCALAR_LANES: Partial<Record<Arithmetic, string>> = {
  min: 'scalarMin',
  max: 'scalarMax',
  powerOfTwo: 'scalarPowerOfTwo',
};

/** The form of the values of an expression: single scalars, vectors of pixels, or vectors of scalars. */
export type Lanes = 'one' | 'pixels' | 'scalars';

/**
 * Returns the C expression of an operation on named values.
 *
 * @param type name of the vector type of the values
 * @throws Error for operations that are not arithmetic
 */
export function operationText({ op, name }: Node, args: readonly string[], lanes: Lanes, type: string): string {
  const [a, b, yes, no] = args as [string, string, string, string];
  if (isInfix(op)) return `${a} ${INFIX[op]} ${b}`;
  if (op === 'neg') return `-${a}`;
  if (op === 'ifLess' && lanes === 'one') return `${a} < ${b} ? ${yes} : ${no}`;
  if (op === 'ifLess' || op in SCALAR) {
    if (lanes === 'one') return `${SCALAR[op as keyof typeof SCALAR]}(${args.join(', ')})`;
    const known = (lanes === 'scalars' && SCALAR_LANES[op as Arithmetic]) || op;
    return `${known}_${type}(${args.join(', ')})`;
  }
  throw new Error(`no value is held for ${op} '${name}' at this loop level`);
}
