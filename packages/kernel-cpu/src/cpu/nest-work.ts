import type { Precision } from '@braggsim/formula';
import { isVector, type Node, type Operation, overlap, union } from '@braggsim/formula/graph';
import type { InnerLoop } from './nest-levels';
import type { NestPlan } from './nest-plan';

/** How often each of the loops of a nest runs. */
export type LoopCounts = Readonly<Partial<Record<InnerLoop['count'], number>>>;

/** Estimated time of the work inside some loops of a nest, for one iteration of each. Plain data. */
export interface LoopWork {
  readonly loops: readonly InnerLoop['count'][];
  /** Time of WebAssembly for one pixel, ns. */
  readonly ns: number;
}

/** Time of a vector operation in WebAssembly on a fast machine, in a loop that keeps it busy, ns. */
const OPERATION_NS = { separate: 0.14, fused: 0.1 } as const;

/** Operations whose time is that of several others. A stencil reads 64 values for every lane. */
const WEIGHTS: Partial<Record<Operation, number>> = {
  div: 5,
  sqrt: 6,
  narrow: 2,
  powerOfTwo: 2,
  ifLess: 2,
  lookup: 8,
  stencil: 350,
};
const FREE: readonly Operation[] = ['input', 'constant'];

/**
 * Estimates the time of a nest from its vector operations, each counted at the depth at which it runs. Scalars do not
 * count, nor what the cull test leaves out; measured workloads take 0.7 to 1.5 times as long.
 */
export function nestWork(
  { plan, levels }: Pick<NestPlan, 'plan' | 'levels'>,
  { precision, relaxed }: { readonly precision: Precision; readonly relaxed: boolean },
): LoopWork[] {
  const { inner } = levels;
  const ns = new Array<number>(inner.length + 1).fill(0);
  const depthOf = (node: Node): number => {
    const within = node.op === 'sum' ? union(node.scope, node.over) : node.scope;
    return inner.findLastIndex(({ runs }) => overlap(within, runs)) + 1;
  };
  for (const node of plan.nodes) {
    if (!isVector(node) || FREE.includes(node.op)) continue;
    const lanes = precision === 'double' || node.wide ? 2 : 4;
    const depth = depthOf(node);
    const operations = (WEIGHTS[node.op] ?? 1) / lanes;
    ns[depth] = (ns[depth] as number) + operations * (relaxed ? OPERATION_NS.fused : OPERATION_NS.separate);
  }
  return ns.map((time, depth) => ({ loops: inner.slice(0, depth).map(({ count }) => count), ns: time }));
}

/** Estimates the time that a pixel takes, ns, from the work in each of the loops and how often they run. */
export const pixelTime = (work: readonly LoopWork[], counts: LoopCounts): number =>
  work.reduce((sum, { loops, ns }) => sum + loops.reduce((time, loop) => time * (counts[loop] ?? 1), ns), 0);
