import type { CEmitters } from '@braggsim/formula/emit';
import { liveOut } from '@braggsim/formula/graph';
import { cullConditions } from '../cull-conditions';
import { type InnerLoop, pixelsAt, scalarsAt, sumsAt } from '../nest-levels';
import { BATCH, completeAt, rangeDepth, scalarInputs } from '../nest-plan';
import { canRunInBlocks, iterationBlocks } from './blocks';
import { listedBlocks } from './listed-blocks';
import { batchName, clearArrays, eachVector, excessName, type NativeCode, sumName } from './nest-code';
import { addBatch, pixelLoop } from './pixel-loop';

/** Emits the code of a depth and of those inside it: scalars, a loop over the pixels, the next loop, and what its sums make. */
export function atDepth(nest: NativeCode, outer: CEmitters, depth: number): void {
  const { image, levels, plan, code } = nest;
  const here = outer.inner();
  const loop = levels.inner[depth];
  const work = () => {
    for (const c of liveOut(plan, scalarsAt(depth))) here.emit(c.node, c.as);
    const grown = plan.accumulations.filter(({ known }) => loop && known === completeAt(levels, depth));
    clearArrays(
      nest,
      grown.map(({ sum }) => sumName(sum)),
    );
    pixelLoop(nest, here, pixelsAt(depth));
    if (!loop) return;
    const isInnermost = depth + 1 === levels.inner.length;
    if (nest.listed && isInnermost) listedBlocks(nest, here, loop);
    else if (isInnermost && canRunInBlocks(nest)) iterationBlocks(nest, here, loop);
    else iterations(nest, here, depth, loop);
    pixelLoop(nest, here, sumsAt(depth));
  };
  const guard = !loop ? image.guard : depth === rangeDepth(levels) ? image.rangeGuard : undefined;
  if (guard) {
    const tests = cullConditions(guard).map((node) => `${here.emit(node, 'scalar')} >= 0.0`);
    code.block(`if (${tests.join(' && ')})`, work);
  } else work();
}

/** Emits the iterations of the loop inside a depth, one after the other, each with an entry of its table. */
function iterations(nest: NativeCode, outer: CEmitters, depth: number, loop: InnerLoop): void {
  const { values, code } = nest;
  const entries = scalarInputs(values, loop.runs);
  const inBatches = values.inBatches.filter(({ over }) => over === loop.runs);
  const at = `at${depth}`;
  const run = (from: string, to: string) =>
    code.block(`for (int ${at} = ${from}; ${at} < ${to}; ${at}++)`, () => {
      const here = outer.inner();
      entries.forEach((node, i) => {
        here.provide(node, 'scalar', `${loop.table}[(long)${at} * ${entries.length} + ${i}]`);
      });
      atDepth(nest, here, depth + 1);
    });
  if (inBatches.length === 0) {
    run('0', loop.count);
    return;
  }
  const [start, end] = [`start${depth}`, `end${depth}`];
  clearArrays(nest, inBatches.map(excessName));
  code.block(`for (int ${start} = 0; ${start} < ${loop.count}; ${start} += ${BATCH})`, () => {
    clearArrays(nest, inBatches.map(batchName));
    code.line(`const int ${end} = ${loop.count} - ${start} < ${BATCH} ? ${loop.count} : ${start} + ${BATCH};`);
    run(start, end);
    eachVector(nest, () => {
      for (const sum of inBatches) addBatch(nest, sum, `load_${outer.vector.name}(${batchName(sum)} + p)`, 'p');
    });
  });
}
