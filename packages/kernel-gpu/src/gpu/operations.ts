import { type Node, SHADER_LANES } from '@braggsim/formula/graph';

/** For the index of a pixel in fixed point: a product that is added, a conversion, a scaling; another product for its row. */
export const FRACTION_OPERATIONS = 3 + 1 / SHADER_LANES;
/** For its whole part: a product that is added, a difference, rounding; another product for its row. */
export const WHOLE_OPERATIONS = 3 + 1 / SHADER_LANES;

const ADDS = new Set(['add', 'sub']);

/**
 * Instructions that some nodes come to on hardware that adds a product in the same instruction. A quotient and a look-up
 * count as one, though they take several: what follows is a limit that cannot be passed.
 *
 * @param uses how often each node is used, of the cut that they come from
 */
export function operationCount(nodes: readonly Node[], uses: ReadonlyMap<Node, number>): number {
  const fused = new Set<Node>();
  for (const { op, args } of nodes) {
    const product = ADDS.has(op) ? args.find((arg) => arg.op === 'mul' && uses.get(arg) === 1) : undefined;
    if (product) fused.add(product);
  }
  return nodes.filter((node) => node.op !== 'input' && node.op !== 'constant' && !fused.has(node)).length;
}
