import type { Algebra, Table } from '../algebra';
import { type Loops, overlap, PIXEL } from './loops';

/** Operations from numbers to a number, named as in the algebra. */
export type Arithmetic =
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'neg'
  | 'abs'
  | 'min'
  | 'max'
  | 'sqrt'
  | 'nearest'
  | 'floor'
  | 'powerOfTwo'
  | 'ifLess';

/**
 * All operations. `partials` has its only argument as value and carries explicit slopes; it does not occur in code
 * generation.
 */
export type Operation = Arithmetic | 'constant' | 'input' | 'narrow' | 'lookup' | 'stencil' | 'sum' | 'partials';

/** Explicit slopes of a value by some of the nodes that it depends on. */
export interface Slopes {
  readonly inputs: readonly Node[];
  readonly partials: () => readonly Node[];
}

/** A value of a formula. Equal nodes of a graph are the same object. */
export interface Node {
  /** Identifier, which is larger than that of every node that this one depends on. */
  readonly id: number;
  readonly op: Operation;
  readonly args: readonly Node[];
  /** The loops that the value varies with. */
  readonly scope: Loops;
  /** The loops that must have ended before the value is known: those of the sums in it. */
  readonly finished: Loops;
  /** Whether the node is a pixel value before `narrow` in `mixed`, which is kept in float64. */
  readonly wide: boolean;
  /** The value of a constant. */
  readonly value: number;
  /** The name of an input. */
  readonly name: string;
  /** The loops that a sum runs over. */
  readonly over: Loops;
  /** The table of a lookup or stencil. */
  readonly table?: Table;
  /** The slopes of `partials`. */
  readonly slopes?: Slopes;
}

export const isConstant = (node: Node): boolean => node.op === 'constant';

/** Tells whether the value differs between SIMD lanes. */
export const isVector = (node: Node): boolean => overlap(node.scope, PIXEL);

/** Tells whether a node is a float32 vector in `mixed`; in other precisions, whether it is a vector. */
export const isNarrowVector = (node: Node): boolean => isVector(node) && !node.wide;

/** Returns all nodes that the outputs depend on, with arguments before the nodes that use them. */
export function reachable(outputs: readonly Node[], argsOf = (node: Node) => node.args): Node[] {
  const seen = new Set<Node>();
  const waiting = [...outputs];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    waiting.push(...argsOf(node));
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

/** Applies an operation of the algebra to a list of arguments. */
export const apply = <T>(algebra: Algebra<T>, op: Arithmetic, args: readonly T[]): T =>
  (algebra[op] as (...args: readonly T[]) => T)(...args);
