import type { Node } from '@braggsim/formula/graph';

/**
 * Returns the conditions a < b of an addend that is zero where one of them fails, outermost first. Where one holds for no pixel of a vector,
 * the addend need not be computed, nor the conditions that follow.
 */
export function limitsOf(addend: Node): (readonly [Node, Node])[] {
  const [a, b, value, no] = addend.args;
  const isLimited = addend.op === 'ifLess' && no?.op === 'constant' && no.value === 0;
  return isLimited ? [[a as Node, b as Node], ...limitsOf(value as Node)] : [];
}
