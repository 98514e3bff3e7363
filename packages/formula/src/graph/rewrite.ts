import type { Algebra } from '../algebra';
import { isConstant, type Node } from './node';

/**
 * Rules that replace an operation by a cheaper one; `undefined` where none applies. They treat floating-point numbers
 * as real numbers, so error-free transformations (such as two-sum) must not be built as a graph.
 */
type Rule<Args extends readonly Node[]> = (g: Algebra<Node>, ...args: Args) => Node | undefined;

const first = (node: Node): Node => node.args[0] as Node;
const second = (node: Node): Node => node.args[1] as Node;

/** Tells whether a node is x + c or x * c; constants are always the last operand. */
const hasConstant = (node: Node, op: 'add' | 'mul'): boolean => node.op === op && isConstant(second(node));

/**
 * Tells whether both terms of a + b affect the sum in float32. A shift far below rounding, such as that of the sine ratio,
 * only works while it remains a separate addition.
 */
const bothSurvive = (a: number, b: number): boolean => {
  const total = Math.fround(a + b);
  return total !== Math.fround(a) && total !== Math.fround(b);
};

export const add: Rule<[Node, Node]> = (g, a, b) => {
  if (isConstant(a)) return g.add(b, a);
  if (isConstant(b)) {
    if (b.value === 0) return a;
    if (hasConstant(a, 'add') && bothSurvive(second(a).value, b.value))
      return g.add(first(a), g.constant(second(a).value + b.value));
  }
  if (b.op === 'neg') return g.sub(a, first(b));
  if (a.op === 'neg') return g.sub(b, first(a));
  return undefined;
};

export const sub: Rule<[Node, Node]> = (g, a, b) => {
  if (isConstant(b)) return g.add(a, g.constant(-b.value));
  if (b.op === 'neg') return g.add(a, first(b));
  if (isConstant(a) && a.value === 0) return g.neg(b);
  return undefined;
};

const isSquare = (node: Node): boolean => node.op === 'mul' && first(node) === second(node);

export const mul: Rule<[Node, Node]> = (g, a, b) => {
  if (isConstant(a)) return g.mul(b, a);
  if (isConstant(b)) {
    if (b.value === 1) return a;
    if (b.value === 0) return b;
    if (b.value === -1) return g.neg(a);
    if (hasConstant(a, 'mul')) return g.mul(first(a), g.constant(second(a).value * b.value));
  }
  if (a.op === 'neg') return b.op === 'neg' ? g.mul(first(a), first(b)) : g.neg(g.mul(first(a), b));
  if (b.op === 'neg') return g.neg(g.mul(a, first(b)));
  // x^2 y^2 = (x y)^2 is used unless one of them could be squared in an outer loop.
  if (a !== b && isSquare(a) && isSquare(b) && a.scope === b.scope) {
    const root = g.mul(first(a), first(b));
    return g.mul(root, root);
  }
  return undefined;
};

export const div: Rule<[Node, Node]> = (g, a, b) => {
  if (isConstant(b)) return g.mul(a, g.constant(1 / b.value));
  if (isConstant(a) && a.value === 0) return a;
  if (b.op === 'div') return g.div(g.mul(a, second(b)), first(b));
  return undefined;
};

export const neg: Rule<[Node]> = (_, a) => (a.op === 'neg' ? first(a) : undefined);

export const ifLess: Rule<[Node, Node, Node, Node]> = (_, a, b, yes, no) => {
  if (isConstant(a) && isConstant(b)) return a.value < b.value ? yes : no;
  return yes === no ? yes : undefined;
};

/**
 * Largest number of merged divisors. More would make a product of shifted sines (1e-12 each in float32) smaller than
 * the smallest number.
 */
const MAX_DIVISORS = 3;

/**
 * Returns a rule that merges the divisions of a product of quotients into one. It is only for graphs that are not
 * differentiated any more, since it splits quotients that carry explicit slopes.
 */
export function mergedDivision(): Rule<[Node, Node]> {
  const divisors = new Map<Node, number>();
  return (g, a, b) => {
    if (a === b || a.op !== 'div' || b.op !== 'div') return undefined;
    const count = (divisors.get(a) ?? 1) + (divisors.get(b) ?? 1);
    if (count > MAX_DIVISORS) return undefined;
    const merged = g.div(g.mul(first(a), first(b)), g.mul(second(a), second(b)));
    divisors.set(merged, count);
    return merged;
  };
}

/** Separates the factors of a product that do not vary with the loops of a sum from the others. */
export function splitFactors(g: Algebra<Node>, product: Node, isInside: (node: Node) => boolean) {
  const inside: Node[] = [];
  const outside: Node[] = [];
  const split = (node: Node): void => {
    if (!isInside(node)) outside.push(node);
    else if (node.op === 'mul' && first(node) !== second(node)) node.args.forEach(split);
    else if (node.op === 'div' && !isInside(second(node))) {
      outside.push(g.div(g.constant(1), second(node)));
      split(first(node));
    } else inside.push(node);
  };
  split(product);
  return { inside, outside };
}
