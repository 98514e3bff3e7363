import type { Table } from '../algebra';
import { type Graph, graph } from './graph';
import { type Arithmetic, apply, type Node, reachable } from './node';

function rebuilt(g: Graph, node: Node, args: readonly Node[]): Node {
  switch (node.op) {
    case 'constant':
      return g.constant(node.value);
    case 'input':
      return g.input(node.name, node.scope, node.finished);
    case 'partials':
      return args[0] as Node;
    case 'narrow':
      return g.narrow(args[0] as Node);
    case 'sum':
      return g.sum(args[0] as Node, node.over);
    case 'lookup': {
      const [i, j, k] = args as [Node, Node, Node];
      return g.lookup(node.table as Table, i, j, k);
    }
    case 'stencil': {
      const [i, j, k] = args as [Node, Node, Node];
      return g.stencil(node.table as Table, [i, j, k], [args.slice(3, 7), args.slice(7, 11), args.slice(11)]);
    }
    default:
      return apply<Node>(g, node.op satisfies Arithmetic, args);
  }
}

/**
 * The outputs in a new graph, ready for code generation: without hand-written slopes, with divisions
 * merged, and in the narrow format. Call it after every derivative has been taken.
 */
export function simplify(source: Graph, outputs: readonly Node[]): Node[] {
  const g = graph(source.precision, 'code');
  const done = new Map<Node, Node>();
  const find = (node: Node) => done.get(node) as Node;
  for (const node of reachable(outputs)) done.set(node, rebuilt(g, node, node.args.map(find)));
  return outputs.map((node) => g.narrow(find(node)));
}
