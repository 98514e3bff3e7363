import type { Algebra, Table } from '../algebra';
import { apply, type Node, reachable } from '../graph/node';

/** Returns the values of some nodes in an arithmetic, such as one with bounds of rounding errors. */
export function evaluateOver<T>(
  algebra: Algebra<T>,
  outputs: readonly Node[],
  inputs: Readonly<Record<string, T>>,
): T[] {
  const values = new Map<Node, T>();
  const evaluated = (node: Node): T => {
    const args = node.args.map((x) => values.get(x) as T);
    const [i, j, k] = args as [T, T, T];
    switch (node.op) {
      case 'constant':
        return algebra.constant(node.value);
      case 'input':
        return inputs[node.name] as T;
      case 'partials':
        return i;
      case 'narrow':
        return algebra.narrow(i);
      case 'sum':
        throw new Error('a sum over loops has no value outside a kernel');
      case 'lookup':
        return algebra.lookup(node.table as Table, i, j, k);
      case 'stencil':
        return algebra.stencil(node.table as Table, [i, j, k], [args.slice(3, 7), args.slice(7, 11), args.slice(11)]);
      default:
        return apply(algebra, node.op, args);
    }
  };
  for (const node of reachable(outputs)) values.set(node, evaluated(node));
  return outputs.map((node) => values.get(node) as T);
}
