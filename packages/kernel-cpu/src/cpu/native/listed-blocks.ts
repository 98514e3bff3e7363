import type { CEmitters } from '@braggsim/formula/emit';
import { liveOut } from '@braggsim/formula/graph';
import type { InnerLoop } from '../nest-levels';
import { scalarInputs } from '../nest-plan';
import { declare, innermostLevels, loadNow, scalarArrays, spreadScalars, storeScalars } from './blocks';
import { BLOCK } from './layout';
import { clearArrays, excessName, type NativeCode, PIXELS, provideValues, sumName } from './nest-code';
import { addBatch, ifAny } from './pixel-loop';

/** Pixels that a bit of an entry stands for. */
const FOUR = 4;

/**
 * The innermost loop over the orientations in the list of the tile, in blocks: first the scalars of a block, several entries at a
 * time; then vector after vector of pixels, each for the entries that reach it, with its sum in a register.
 */
export function listedBlocks(nest: NativeCode, outer: CEmitters, loop: InnerLoop): void {
  const { plan, values, code } = nest;
  const { scalars, pixels } = innermostLevels(nest);
  const arrays = scalarArrays(liveOut(plan, scalars));
  const grown = plan.accumulations.filter(({ at }) => at === pixels);
  const inBatches = grown.map(({ sum }) => sum).filter((sum) => values.inBatches.includes(sum));
  const { lanes, name: wideName } = outer.wide;
  const { vector } = outer;
  // Of two lanes, two vectors share a bit.
  const bits = 2 ** Math.ceil(vector.lanes / FOUR) - 1;

  clearArrays(nest, inBatches.map(excessName));
  code.block(`for (int start = listStart; start < listEnd; start += ${BLOCK})`, () => {
    code.line(`const int length = listEnd - start < ${BLOCK} ? listEnd - start : ${BLOCK};`);
    code.line('const int *const block = entries + 2L * start;');
    declare(nest, arrays);
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
    code.block(`for (int p = 0; p < ${PIXELS}; p += ${vector.lanes})`, () => {
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
      const totals = grown.map(({ sum, addend }) => {
        const name = code.name();
        const isBatch = inBatches.includes(sum);
        const begin = isBatch ? `splat_${vector.name}(0)` : `load_${vector.name}(${sumName(sum)} + p)`;
        code.line(`${vector.name} ${name} = ${begin};`);
        return { sum, addend, name, isBatch };
      });
      code.block('for (int i = 0; i < reachingCount; i++)', () => {
        code.line('const int t = reaching[i];');
        const inside = here.inner();
        spreadScalars(inside, arrays);
        for (const { addend, name } of totals) {
          ifAny(code, inside, addend, (limited) => code.line(`${name} = ${limited.plus(addend, name)};`));
        }
      });
      for (const { sum, name, isBatch } of totals) {
        if (isBatch) addBatch(nest, sum, name, 'p');
        else code.line(`store_${vector.name}(${sumName(sum)} + p, ${name});`);
      }
    });
  });
}
