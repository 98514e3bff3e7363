import type { Emitters } from '@braggsim/formula/emit';
import { type Node, overlap, reachable } from '@braggsim/formula/graph';
import type { Local } from '@braggsim/formula/wasm';
import { cullConditions } from './cull-conditions';
import type { NestCode } from './nest-code';
import type { InnerLoop } from './nest-levels';
import { scalarInputs } from './nest-plan';

/** Returns what the cull test reads of an iteration, and what it computes. */
const varying = (guard: Node, { runs }: InnerLoop): Node[] =>
  reachable(cullConditions(guard)).filter(({ scope }) => overlap(scope, runs));

/** Tells whether the cull test of a nest can be made for two iterations at a time. */
export const canTestInPairs = ({ image, levels }: NestCode): boolean => {
  const loop = levels.inner.at(-1);
  if (!loop || !image.guard) return false;
  const nodes = varying(image.guard, loop);
  return nodes.length > 0 && nodes.every(({ op }) => op !== 'powerOfTwo');
};

/** A block of iterations, [turn, end), and the address of the entry of `turn`. Both move on to the end. */
interface Block {
  readonly turn: Local;
  readonly end: Local;
  readonly entry: Local;
  readonly entryBytes: number;
}

/**
 * Tests the iterations of a block, two in the lanes of a vector, with the operations of scalars. Tiles far from a spot spend
 * most of their time here.
 *
 * @param passing set to the address behind the entries that pass: theirs are listed from `passingAt` on
 */
export function testInPairs(nest: NestCode, outer: Emitters, loop: InnerLoop, block: Block, passing: Local): void {
  const { image, code, values, memory } = nest;
  const guard = image.guard as Node;
  const { turn, end, entry, entryBytes } = block;
  const lanes = outer.scalarPairs(loop.runs);
  const nodes = varying(guard, loop);
  for (const node of nodes.flatMap(({ args }) => args)) {
    if (node.op !== 'constant' && !overlap(node.scope, loop.runs)) lanes.hold(node);
  }
  const second = code.local('i32');
  const hasSecond = code.local('i32');
  const passed = code.local('i32');
  const store = (address: Local, isPassing: () => void) => {
    code.get(passing).get(address).memory('i32.store', 0);
    code.get(passing);
    isPassing();
    code.i32(2).op('i32.shl').op('i32.add').set(passing);
  };
  code.i32(memory.passingAt).set(passing);
  code.loop(turn, 2, end, () => {
    code.get(turn).i32(1).op('i32.add').get(end).op('i32.lt_s').set(hasSecond);
    code.get(entry).get(hasSecond).i32(entryBytes).op('i32.mul').op('i32.add').set(second);
    scalarInputs(values, loop.runs).forEach((node, i) => {
      lanes.provide(node, () => {
        code
          .get(second)
          .get(entry)
          .memory('v128.load64_zero', 8 * i)
          .memory('v128.load64_lane', 8 * i, 1);
      });
    });
    cullConditions(guard).forEach((condition, i) => {
      lanes.emit(condition);
      code.splat('f64x2', 0).op('f64x2.ge');
      if (i > 0) code.op('v128.and');
    });
    code.op('i64x2.bitmask').set(passed);
    store(entry, () => code.get(passed).i32(1).op('i32.and'));
    store(second, () => code.get(passed).i32(1).op('i32.shr_u').get(hasSecond).op('i32.and'));
    code
      .get(entry)
      .i32(2 * entryBytes)
      .op('i32.add')
      .set(entry);
  });
}
