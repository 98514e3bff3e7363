import type { Table } from '../algebra';
import { type Graph, graph } from './graph';
import { type Arithmetic, apply, type Node, reachable } from './node';

/** Values of inputs by name, in whose place they are put. */
export type KnownInputs = ReadonlyMap<string, number>;

function rebuilt(g: Graph, node: Node, args: readonly Node[], known: KnownInputs): Node {
  switch (node.op) {
    case 'constant':
      return g.constant(node.value);
    case 'input': {
      const value = known.get(node.name);
      return value === undefined ? g.input(node.name, node.scope, node.finished) : g.constant(value);
    }
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
 * Returns the outputs in a new graph, ready for code generation: without hand-written slopes, with divisions
 * merged, and in the narrow format. Call it after every derivative has been taken.
 *
 * @param known inputs that have one value, from which whatever depends on them alone is worked out
 */
export function simplify(source: Graph, outputs: readonly Node[], known: KnownInputs = new Map()): Node[] {
  const g = graph(source.precision, 'code');
  const done = new Map<Node, Node>();
  const find = (node: Node) => done.get(node) as Node;
  for (const node of reachable(outputs)) done.set(node, rebuilt(g, node, node.args.map(find), known));
  return outputs.map((node) => g.narrow(find(node)));
}
