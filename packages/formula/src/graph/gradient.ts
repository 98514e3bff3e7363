import type { Algebra } from '../algebra';
import type { Graph } from './graph';
import { overlap } from './loops';
import { isConstant, type Node, reachable } from './node';

/** Returns what an operation hands down to its arguments: their slopes times the slope of the output by the operation. */
function handDown(g: Algebra<Node>, node: Node, slope: Node): readonly (Node | undefined)[] {
  const [a, b] = node.args as [Node, Node];
  const zero = g.constant(0);
  switch (node.op) {
    case 'add':
      return [slope, slope];
    case 'sub':
      return [slope, g.neg(slope)];
    case 'mul':
      return a === b ? [g.mul(g.constant(2), g.mul(a, slope))] : [g.mul(b, slope), g.mul(a, slope)];
    case 'div': {
      const perB = g.div(slope, b);
      return [perB, g.neg(g.mul(perB, node))];
    }
    case 'neg':
      return [g.neg(slope)];
    case 'narrow':
      return [slope];
    case 'abs':
      return [g.ifLess(a, zero, g.neg(slope), slope)];
    case 'sqrt':
      return [g.div(g.mul(g.constant(0.5), slope), node)];
    case 'min':
      return [g.ifLess(a, b, slope, zero), g.ifLess(a, b, zero, slope)];
    case 'max':
      return [g.ifLess(a, b, zero, slope), g.ifLess(a, b, slope, zero)];
    case 'ifLess':
      return [undefined, undefined, g.ifLess(a, b, slope, zero), g.ifLess(a, b, zero, slope)];
    case 'partials':
      return (node.slopes?.partials() ?? []).map((partial) => g.mul(slope, partial));
    default:
      // Constants, inputs, and what is piecewise constant: nearest, floor, powerOfTwo (of a nearest), lookup.
      // A stencil always comes with its own partials.
      return [];
  }
}

const operandsOf = (node: Node): readonly Node[] => node.slopes?.inputs ?? node.args;

const SUMMED = 'slopes by what varies with the loops of a sum are taken inside the sum';

/** The loops that a sum runs over end where a value does not vary with them: there its derivative is summed over them. */
type IsOutside = (node: Node) => boolean;

/**
 * Derivatives of a value with respect to the nodes where the walk ends: those of `by`, and those outside the loops that the
 * value lies in.
 */
function reverse(g: Graph, output: Node, by: ReadonlySet<Node>, depends: ReadonlySet<Node>, isOutside: IsOutside) {
  const slopes = new Map<Node, Node>([[output, g.constant(1)]]);
  const ends = new Map<Node, Node>();
  const add = (node: Node, part: Node) => {
    const others = slopes.get(node);
    slopes.set(node, others ? g.add(others, part) : part);
  };
  for (const node of reachable([output], operandsOf).reverse()) {
    const slope = slopes.get(node);
    if (!slope || !depends.has(node) || (isConstant(slope) && slope.value === 0)) continue;
    if (by.has(node) || isOutside(node)) {
      ends.set(node, slope);
      continue;
    }
    if (node.op === 'sum') {
      const inside = reverse(g, node.args[0] as Node, by, depends, ({ scope }) => !overlap(scope, node.over));
      for (const [operand, part] of inside) {
        if (overlap(operand.scope, node.over)) throw new Error(SUMMED);
        add(operand, g.mul(slope, g.sum(part, node.over)));
      }
      continue;
    }
    const operands = operandsOf(node);
    handDown(g, node, slope).forEach((part, i) => {
      if (part) add(operands[i] as Node, part);
    });
  }
  return ends;
}

/**
 * Derivatives of an output with respect to some nodes, inner ones included, by reverse accumulation. The derivative of a sum
 * over loops with respect to what does not vary with them is the sum of those of its terms; loops over pixels are not sums, so
 * that every pixel has derivatives of its own.
 *
 * At a kink the slope is that of the branch taken. Both branches of `ifLess` are evaluated, so a slope that is infinite in the
 * dead branch gives NaN: such formulas guard their argument.
 *
 * @throws Error for a node of `by` that varies with the loops of a sum
 */
export function gradient(g: Graph, output: Node, by: readonly Node[]): Node[] {
  const depends = new Set(by);
  for (const node of reachable([output], operandsOf)) {
    if (operandsOf(node).some((operand) => depends.has(operand))) depends.add(node);
  }
  const ends = reverse(g, output, new Set(by), depends, () => false);
  return by.map((node) => ends.get(node) ?? g.constant(0));
}
