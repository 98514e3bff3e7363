import type { Algebra } from '../algebra';
import { isConstant, type Node, reachable } from './node';

/** What an operation hands down to its arguments: their slopes times the slope of the output by the operation. */
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
    case 'sum':
      throw new Error('slopes are taken inside a sum over loops: differentiate its argument and sum the result');
    default:
      // Constants, inputs, and what is piecewise constant: nearest, floor, powerOfTwo (of a nearest), lookup.
      // A stencil always comes with its own partials.
      return [];
  }
}

const consumersOf = (node: Node): readonly Node[] => node.slopes?.inputs ?? node.args;

/**
 * Derivatives of an output with respect to some nodes, inner ones included, by reverse accumulation.
 * At a kink the slope is that of the branch taken. Both branches of `ifLess` are evaluated, so a slope
 * that is infinite in the dead branch gives NaN: such formulas guard their argument.
 */
export function gradient(g: Algebra<Node>, output: Node, by: readonly Node[]): Node[] {
  const slopes = new Map<Node, Node>([[output, g.constant(1)]]);
  for (const node of reachable([output], consumersOf).reverse()) {
    const slope = slopes.get(node);
    if (!slope || by.includes(node) || (isConstant(slope) && slope.value === 0)) continue;
    const consumers = consumersOf(node);
    handDown(g, node, slope).forEach((part, i) => {
      const consumer = consumers[i] as Node;
      if (!part || isConstant(consumer)) return;
      const others = slopes.get(consumer);
      slopes.set(consumer, others ? g.add(others, part) : part);
    });
  }
  return by.map((node) => slopes.get(node) ?? g.constant(0));
}
