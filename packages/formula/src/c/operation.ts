import type { Arithmetic, Node, Operation } from '../graph/node';

const INFIX = { add: '+', sub: '-', mul: '*', div: '/' } as const satisfies Partial<Record<Arithmetic, string>>;

const isInfix = (op: Operation): op is keyof typeof INFIX => op in INFIX;

/** Operations of float64 scalars, by the names of their functions. */
const SCALAR = {
  abs: '__builtin_fabs',
  min: 'scalarMin',
  max: 'scalarMax',
  sqrt: '__builtin_sqrt',
  nearest: '__builtin_rint',
  floor: '__builtin_floor',
  powerOfTwo: 'powerOfTwo',
} as const satisfies Partial<Record<Arithmetic, string>>;

/** Those of scalars side by side in a vector that differ from those of pixels. */
const SCALAR_LANES: Partial<Record<Arithmetic, string>> = {
  min: 'scalarMin',
  max: 'scalarMax',
  powerOfTwo: 'scalarPowerOfTwo',
};

/** How the numbers of an expression are held: one by one, as vectors of pixels, or as vectors of scalars. */
export type Lanes = 'one' | 'pixels' | 'scalars';

/**
 * The C expression of an operation on named values.
 *
 * @param type name of the vector type that the values have
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
