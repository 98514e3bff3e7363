import type { Algebra, Precision, Table } from '../algebra';
import { numbers } from '../numbers';
import { type Loops, NO_LOOPS, overlap, PIXEL, union, without } from './loops';
import { type Arithmetic, apply, isConstant, isNarrowVector, type Node, type Operation } from './node';
import * as rewrite from './rewrite';

/** Builds formulas as graphs of nodes, from which kernels are generated. */
export interface Graph extends Algebra<Node> {
  /**
   * Creates a value that the kernel supplies. It varies with the given loops, and is known after some others have
   * ended.
   */
  input(name: string, varies: Loops, after?: Loops): Node;
  /** Creates the sum over all iterations of some loops. Factors that do not vary with them are moved out of the sum. */
  sum(x: Node, over: Loops): Node;
}

/** Operations that run in float32 in `mixed`. */
const NARROW_ONLY: readonly Operation[] = ['sum', 'lookup', 'stencil', 'powerOfTwo'];
const COMMUTATIVE: readonly Operation[] = ['add', 'mul', 'min', 'max'];
const plain = numbers();

/**
 * Creates a graph. The order of operations differs from that of the formula: constants are folded, equal nodes are one
 * node, and cheaper forms are used (rewrite.ts).
 *
 * @param stage `formula` keeps explicit slopes, for `gradient`; `code` drops them and merges divisions
 */
export function graph(precision: Precision, stage: 'formula' | 'code' = 'formula'): Graph {
  const nodes = new Map<string, Node>();
  const mergedDivision = stage === 'code' ? rewrite.mergedDivision() : () => undefined;

  const keyOf = (op: Operation, args: readonly Node[], detail: Partial<Node>): string => {
    const ids = args.map((x) => x.id);
    if (COMMUTATIVE.includes(op)) ids.sort((a, b) => a - b);
    const slopes = detail.slopes?.inputs.map((x) => x.id) ?? '';
    return `${op} ${ids} ${detail.value ?? ''} ${detail.name ?? ''} ${detail.over ?? ''} ${detail.table?.name ?? ''} ${slopes}`;
  };

  const make = (op: Operation, given: readonly Node[], detail: Partial<Node> = {}): Node => {
    const narrows = given.some((x) => x.wide) && (NARROW_ONLY.includes(op) || given.some(isNarrowVector));
    const args = narrows && op !== 'narrow' ? given.map(g.narrow) : given;
    const key = keyOf(op, args, detail);
    const known = nodes.get(key);
    if (known) return known;
    const scope = detail.scope ?? args.reduce((set, x) => union(set, x.scope), NO_LOOPS);
    const node: Node = {
      id: nodes.size,
      op,
      args,
      finished: args.reduce((set, x) => union(set, x.finished), NO_LOOPS),
      wide:
        op === 'input' ? precision === 'mixed' && overlap(scope, PIXEL) : op !== 'narrow' && args.some((x) => x.wide),
      value: Number.NaN,
      name: '',
      over: NO_LOOPS,
      ...detail,
      scope,
    };
    nodes.set(key, node);
    return node;
  };

  /** Returns the value of an operation on constants. */
  const fold = (op: Arithmetic, ...args: Node[]): Node | undefined => {
    if (!args.every(isConstant)) return undefined;
    const values = args.map((x) => x.value);
    return g.constant(apply(plain, op, values));
  };

  /**
   * Creates a node that reads a table. Tables are read by vectors, so that there is one method of reading per number
   * format.
   */
  const read = (op: 'lookup' | 'stencil', table: Table, args: readonly Node[]): Node =>
    make(op, args, { table, scope: args.reduce((set, x) => union(set, x.scope), PIXEL) });

  const product = (factors: readonly Node[]): Node => factors.reduce(g.mul, g.constant(1));

  const g: Graph = {
    precision,
    keepsPartials: stage === 'formula',
    constant: (x) => make('constant', [], { value: x === 0 ? 0 : x }),
    input: (name, varies, after = NO_LOOPS) => make('input', [], { name, scope: varies, finished: after }),
    add: (a, b) => fold('add', a, b) ?? rewrite.add(g, a, b) ?? make('add', [a, b]),
    sub: (a, b) => fold('sub', a, b) ?? rewrite.sub(g, a, b) ?? make('sub', [a, b]),
    mul: (a, b) => fold('mul', a, b) ?? rewrite.mul(g, a, b) ?? mergedDivision(g, a, b) ?? make('mul', [a, b]),
    div: (a, b) => fold('div', a, b) ?? rewrite.div(g, a, b) ?? make('div', [a, b]),
    neg: (a) => fold('neg', a) ?? rewrite.neg(g, a) ?? make('neg', [a]),
    abs: (a) => fold('abs', a) ?? make('abs', [a]),
    min: (a, b) => fold('min', a, b) ?? make('min', [a, b]),
    max: (a, b) => fold('max', a, b) ?? make('max', [a, b]),
    sqrt: (a) => fold('sqrt', a) ?? make('sqrt', [a]),
    nearest: (a) => fold('nearest', a) ?? make('nearest', [a]),
    floor: (a) => fold('floor', a) ?? make('floor', [a]),
    powerOfTwo: (n) => fold('powerOfTwo', n) ?? make('powerOfTwo', [n]),
    ifLess: (a, b, yes, no) => rewrite.ifLess(g, a, b, yes, no) ?? make('ifLess', [a, b, yes, no]),
    narrow: (a) => (a.wide ? make('narrow', [a]) : a),
    lookup: (table, i, j, k) => read('lookup', table, [i, j, k]),
    stencil: (table, corner, weights) => read('stencil', table, [...corner, ...weights.flat()]),
    sum: (x, over) => {
      if (x.op === 'neg') return g.neg(g.sum(x.args[0] as Node, over));
      const { inside, outside } = rewrite.splitFactors(g, x, (node) => overlap(node.scope, over));
      if (outside.length > 0 && !(inside.length === 0 && isConstant(x) && x.value === 1))
        return g.mul(product(outside), g.sum(product(inside), over));
      const scope = union(without(x.scope, over), PIXEL);
      return make('sum', [x], { over, scope, finished: union(x.finished, over) });
    },
    withPartials: (value, inputs, partials) =>
      stage === 'code' || isConstant(value) ? value : make('partials', [value], { slopes: { inputs, partials } }),
  };
  return g;
}
