import type { Table, TableValues } from '../algebra';
import { numbers } from '../numbers';
import { apply, type Node, reachable } from './node';

/**
 * Returns the float64 values of some nodes, computed on the host by traversing the graph. A node takes microseconds, so
 * this is meant for few nodes.
 */
export function evaluate(
  outputs: readonly Node[],
  inputs: Readonly<Record<string, number>>,
  tables: TableValues = {},
): number[] {
  const plain = numbers(tables);
  const values = new Map<Node, number>();
  const evaluated = (node: Node): number => {
    const args = node.args.map((x) => values.get(x) as number);
    switch (node.op) {
      case 'constant':
        return node.value;
      case 'input': {
        const value = inputs[node.name];
        if (value === undefined) throw new Error(`no value is given for input '${node.name}'`);
        return value;
      }
      case 'partials':
      case 'narrow':
        return args[0] as number;
      case 'sum':
        throw new Error('a sum over loops has no value outside a kernel');
      case 'lookup': {
        const [i, j, k] = args as [number, number, number];
        return plain.lookup(node.table as Table, i, j, k);
      }
      case 'stencil': {
        const [i, j, k] = args as [number, number, number];
        return plain.stencil(node.table as Table, [i, j, k], [args.slice(3, 7), args.slice(7, 11), args.slice(11)]);
      }
      default:
        return apply(plain, node.op, args);
    }
  };
  for (const node of reachable(outputs)) values.set(node, evaluated(node));
  return outputs.map((node) => values.get(node) as number);
}
