import type { CEmitters } from '@braggsim/formula/emit';
import { liveOut } from '@braggsim/formula/graph';
import { TILE_PIXELS } from '@braggsim/sample-loop';
import type { InnerLoop } from '../nest-levels';
import { scalarInputs } from '../nest-plan';
import { declareScalars, loadNow, scalarArrays, spreadScalars, storeScalars } from './blocks';
import { BLOCK } from './layout';
import { clearArrays, excessName, innermostLevels, type NativeCode, provideValues } from './nest-code';
import { addToTotals, beginTotals, endTotals, innermostSums } from './totals';

/** Pixels that a bit of an entry stands for. */
const FOUR = 4;

/**
 * Emits the innermost loop over the orientations in the list of the tile, in blocks: first the scalars of a block, several entries at a
 * time; then vector after vector of pixels, each for the entries that reach it, with its sum in a register.
 */
export function listedBlocks(nest: NativeCode, outer: CEmitters, loop: InnerLoop): void {
  const { plan, values, code } = nest;
  const { scalars, pixels } = innermostLevels(nest);
  const arrays = scalarArrays(liveOut(plan, scalars));
  const { inBatches } = innermostSums(nest);
  const { lanes, name: wideName } = outer.wide;
  const { vector } = outer;
  // Of two lanes, two vectors share a bit.
  const bits = 2 ** Math.ceil(vector.lanes / FOUR) - 1;

  clearArrays(nest, inBatches.map(excessName));
  code.block(`for (int start = listStart; start < listEnd; start += ${BLOCK})`, () => {
    code.line(`const int length = listEnd - start < ${BLOCK} ? listEnd - start : ${BLOCK};`);
    code.line('const int *const block = entries + 2L * start;');
    declareScalars(nest, arrays);
    // Entries behind the last one are there for this.
    code.block(`for (int u = 0; u < length; u += ${lanes})`, () => {
      const ahead = outer.inner(loop.runs);
      scalarInputs(values, loop.runs).forEach((node, i) => {
        const column = `${loop.table} + (long)${i} * ${loop.count}Stride`;
        const each = Array.from({ length: lanes }, (_, lane) => `(${column})[block[2 * (u + ${lane})]]`);
        ahead.provide(node, 'lanes', `(${wideName}){${each.join(', ')}}`);
      });
      storeScalars(nest, ahead, arrays);
    });
    code.block(`for (int p = 0; p < ${TILE_PIXELS}; p += ${vector.lanes})`, () => {
      code.line(`int reaching[${BLOCK}], reachingCount = 0;`);
      code.block('for (int i = 0; i < length; i++)', () => {
        code.line('reaching[reachingCount] = i;');
        code.line(`reachingCount += ((unsigned)block[2 * i + 1] >> (p / ${FOUR}) & ${bits}u) != 0;`);
      });
      // An empty batch still moves the compensation of earlier ones.
      if (inBatches.length === 0) code.line('if (!reachingCount) continue;');
      const here = outer.inner();
      provideValues(nest, here, pixels, 'p');
      for (const c of values.buffered) if (c.to === pixels) loadNow(here, c);
      const totals = beginTotals(nest, 'p');
      code.block('for (int i = 0; i < reachingCount; i++)', () => {
        code.line('const int t = reaching[i];');
        const inside = here.inner();
        spreadScalars(inside, arrays);
        addToTotals(nest, inside, totals);
      });
      endTotals(nest, totals, 'p');
    });
  });
}
