import type { Node } from '@braggsim/formula/graph';

/** The condition a < b of an addend that is zero elsewhere. Where it holds for no pixel of a vector, the addend need not be computed. */
export function limitOf(addend: Node): readonly [Node, Node] | undefined {
  const [a, b, , no] = addend.args;
  const isLimited = addend.op === 'ifLess' && no?.op === 'constant' && no.value === 0;
  return isLimited ? [a as Node, b as Node] : undefined;
}
