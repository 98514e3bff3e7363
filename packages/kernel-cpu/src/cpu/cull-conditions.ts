import type { Node } from '@braggsim/formula/graph';

/**
 * Returns the values of which a cull test is the least. It passes if each of them is at least zero; that takes fewer instructions
 * than the least of them, which has to care for NaN.
 */
export const cullConditions = (guard: Node): Node[] =>
  guard.op === 'min' ? guard.args.flatMap(cullConditions) : [guard];
