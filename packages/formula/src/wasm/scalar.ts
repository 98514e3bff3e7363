import type { Arithmetic, Node } from '../graph/node';
import type { Code } from './code';
import { type Emitter, emitter, type Held } from './held';
import type { Instruction } from './opcodes';

const INSTRUCTIONS = {
  add: 'f64.add',
  sub: 'f64.sub',
  mul: 'f64.mul',
  div: 'f64.div',
  neg: 'f64.neg',
  abs: 'f64.abs',
  min: 'f64.min',
  max: 'f64.max',
  sqrt: 'f64.sqrt',
  nearest: 'f64.nearest',
  floor: 'f64.floor',
} as const satisfies Partial<Record<Arithmetic, Instruction>>;

/** Bias and position of the exponent in a float64. */
const EXPONENT = { bias: 1023, shift: 52 };

/**
 * Creates an emitter of float64 scalars, such as tile values, anchors and step tables. They never read tables of
 * structure factors.
 */
export function scalarEmitter(code: Code, uses: ReadonlyMap<Node, number>, held: Held): Emitter {
  const compute = (node: Node): void => {
    const [a, b, yes, no] = node.args as [Node, Node, Node, Node];
    switch (node.op) {
      case 'constant':
        code.f64(node.value);
        return;
      case 'ifLess':
        for (const x of [yes, no, a, b]) scalars.emit(x);
        code.op('f64.lt').op('select');
        return;
      case 'powerOfTwo':
        scalars.emit(a);
        code.op('i64.trunc_sat_f64_s').i64(EXPONENT.bias).op('i64.add');
        code.i64(EXPONENT.shift).op('i64.shl').op('f64.reinterpret_i64');
        return;
      case 'input':
        throw new Error(`no value is held for input '${node.name}' at this loop level`);
      case 'narrow':
      case 'lookup':
      case 'stencil':
      case 'sum':
      case 'partials':
        throw new Error(`a '${node.op}' node is not a scalar`);
      default:
        node.args.forEach(scalars.emit);
        code.op(INSTRUCTIONS[node.op]);
    }
  };
  const scalars: Emitter = emitter(code, 'f64', uses, () => held, compute);
  return scalars;
}
