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

/** `partials` stands for its only argument and carries hand-written slopes; code generation never meets it. */
export type Operation = Arithmetic | 'constant' | 'input' | 'narrow' | 'lookup' | 'stencil' | 'sum' | 'partials';

/** Hand-written slopes of a value by some of the nodes that it is made from. */
export interface Slopes {
  readonly inputs: readonly Node[];
  readonly partials: () => readonly Node[];
}

/** One value of a formula. Equal nodes of a graph are the same object. */
export interface Node {
  /** Larger than that of every node it is made from. */
  readonly id: number;
  readonly op: Operation;
  readonly args: readonly Node[];
  /** The loops that the value varies with. */
  readonly scope: Loops;
  /** The loops that must have ended before it is known: those of the sums in it. */
  readonly finished: Loops;
  /** In `mixed`: a pixel value ahead of `narrow`, kept in float64. */
  readonly wide: boolean;
  /** Of a constant. */
  readonly value: number;
  /** Of an input. */
  readonly name: string;
  /** Of a sum: the loops it runs over. */
  readonly over: Loops;
  /** Of a lookup or stencil. */
  readonly table?: Table;
  /** Of `partials`. */
  readonly slopes?: Slopes;
}

export const isConstant = (node: Node): boolean => node.op === 'constant';

/** Whether the value differs between SIMD lanes. */
export const isVector = (node: Node): boolean => overlap(node.scope, PIXEL);

/** A float32 vector in `mixed`; elsewhere any vector. */
export const isNarrowVector = (node: Node): boolean => isVector(node) && !node.wide;

/** All nodes that the outputs are made from, arguments ahead of users. */
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
