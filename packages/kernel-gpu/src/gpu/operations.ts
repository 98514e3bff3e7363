import { SHADER_LANES } from '@braggsim/formula/emit';
import type { Node } from '@braggsim/formula/graph';

/** Instructions for the fraction of the index of a pixel: a product that is added, a conversion, a scaling; another product for its row. */
export const FRACTION_OPERATIONS = 3 + 1 / SHADER_LANES;
/** Instructions for the integer part: a product that is added, a difference, rounding; another product for its row. */
export const WHOLE_OPERATIONS = 3 + 1 / SHADER_LANES;

const ADDS = new Set(['add', 'sub']);

/**
 * Counts the instructions of some nodes on hardware with fused multiply-add. Quotients and look-ups count as one although
 * they take several, so that the count is a lower limit.
 *
 * @param uses number of uses of each node in the schedule that the nodes belong to
 */
export function operationCount(nodes: readonly Node[], uses: ReadonlyMap<Node, number>): number {
  const fused = new Set<Node>();
  for (const { op, args } of nodes) {
    const product = ADDS.has(op) ? args.find((arg) => arg.op === 'mul' && uses.get(arg) === 1) : undefined;
    if (product) fused.add(product);
  }
  return nodes.filter((node) => node.op !== 'input' && node.op !== 'constant' && !fused.has(node)).length;
}
