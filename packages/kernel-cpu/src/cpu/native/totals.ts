import type { CEmitters } from '@braggsim/formula/emit';
import type { Node } from '@braggsim/formula/graph';
import { innermostLevels, type NativeCode, sumName } from './nest-code';
import { addBatch, ifAny } from './pixel-loop';

/** A sum over a vector of pixels that stays in a register through the iterations of a block. */
interface Total {
  readonly sum: Node;
  readonly addend: Node;
  /** Name of its variable. */
  readonly name: string;
  /** Whether it begins at zero and is added as a batch afterwards. */
  readonly isBatch: boolean;
}

/** Lists the sums that grow in the innermost loop, and those of them that are taken in batches. */
export function innermostSums(nest: NativeCode) {
  const { plan, values } = nest;
  const { pixels } = innermostLevels(nest);
  const grown = plan.accumulations.filter(({ at }) => at === pixels);
  return { grown, inBatches: grown.map(({ sum }) => sum).filter((sum) => values.inBatches.includes(sum)) };
}

/** Declares the totals of the vector of pixels from `p` on, each at zero or at the sum so far. */
export function beginTotals(nest: NativeCode, p: string): Total[] {
  const { code, root } = nest;
  const { name: type } = root.vector;
  const { grown, inBatches } = innermostSums(nest);
  return grown.map(({ sum, addend }) => {
    const name = code.name();
    const isBatch = inBatches.includes(sum);
    code.line(`${type} ${name} = ${isBatch ? `splat_${type}(0)` : `load_${type}(${sumName(sum)} + ${p})`};`);
    return { sum, addend, name, isBatch };
  });
}

/** Adds the addends of an iteration to totals. */
export function addToTotals({ code }: NativeCode, inside: CEmitters, totals: readonly Total[]): void {
  for (const { addend, name } of totals) {
    ifAny(code, inside, addend, (limited) => code.line(`${name} = ${limited.plus(addend, name)};`));
  }
}

/** Puts the totals of the vector of pixels from `p` on into the sums of the tile. */
export function endTotals(nest: NativeCode, totals: readonly Total[], p: string): void {
  const { code, root } = nest;
  for (const { sum, name, isBatch } of totals) {
    if (isBatch) addBatch(nest, sum, name, p);
    else code.line(`store_${root.vector.name}(${sumName(sum)} + ${p}, ${name});`);
  }
}
