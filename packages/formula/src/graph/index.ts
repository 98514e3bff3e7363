/**
 * Graphs of formulas: nodes, the loops that they vary with, their schedule and their gradient.
 *
 * @module
 * @example
 * ```ts
 * import { evaluate, graph, gradient, NO_LOOPS } from '@braggsim/formula/graph';
 *
 * const g = graph('double');
 * const x = g.input('x', NO_LOOPS);
 * const [slope] = gradient(g, g.mul(x, x), [x]);
 * console.log(slope?.op); // mul
 * ```
 */
export { evaluate } from './evaluate';
export { gradient } from './gradient';
export { type Graph, graph } from './graph';
export {
  contains,
  LOOPS,
  type LoopName,
  type Loops,
  loopNames,
  loops,
  NO_LOOPS,
  overlap,
  PIXEL,
  union,
  without,
} from './loops';
export { isVector, type Node, type Operation, reachable } from './node';
export {
  type Accumulation,
  type Form,
  type Level,
  type LiveValue,
  liveOut,
  type Placed,
  type Schedule,
  schedule,
} from './schedule';
export { type KnownInputs, simplify } from './simplify';
