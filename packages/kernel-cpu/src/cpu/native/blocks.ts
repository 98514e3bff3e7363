import type { CEmitters } from '@braggsim/formula/emit';
import { isVector, type LiveValue, liveOut, loops, overlap } from '@braggsim/formula/graph';
import { TILE_EDGE, TILE_PIXELS } from '@braggsim/sample-loop';
import { cullConditions } from '../cull-conditions';
import { type InnerLoop, pixelsAt } from '../nest-levels';
import { scalarInputs } from '../nest-plan';
import { BLOCK } from './layout';
import {
  clearArrays,
  eachGroup,
  excessName,
  firstAcceptedName,
  innermostLevels,
  type NativeCode,
  provideValues,
  storesOf,
  storeTo,
} from './nest-code';
import { pixelLoop } from './pixel-loop';
import { addToTotals, beginTotals, endTotals, innermostSums } from './totals';

/** Returns an array for a scalar in the form in which the pixels take it, an element for each iteration of a block. */
export const scalarArrays = (liveValues: readonly LiveValue[]) =>
  liveValues.map((value, n) => ({ ...value, array: `scalar${n}` }));
/** A scalar with the name of its array. */
export type ScalarArray = ReturnType<typeof scalarArrays>[number];

/** Tells whether the pixels of the innermost level need of its scalars only vectors, and leave sums only. */
export function canRunInBlocks(nest: NativeCode): boolean {
  const { scalars, pixels } = innermostLevels(nest);
  return liveOut(nest.plan, scalars).every(({ as }) => as !== 'scalar') && storesOf(nest, pixels).length === 0;
}

/** Declares the arrays of scalars of a block. */
export function declareScalars({ code, root }: NativeCode, arrays: readonly ScalarArray[]): void {
  for (const { array, as } of arrays) {
    const { real } = as === 'wide' ? root.wide : root.vector;
    code.line(`${real} ${array}[${BLOCK}] __attribute__((aligned(64)));`);
  }
}

/** Computes the scalars of as many iterations as a vector has lanes, from `u` of the block on. */
export function storeScalars({ code }: NativeCode, ahead: CEmitters, arrays: readonly ScalarArray[]): void {
  const { wide, vector } = ahead;
  for (const { node, as, array } of arrays) {
    const isFloat = as === 'vector' && vector.real === 'float';
    const store = isFloat ? `storeFloats_${wide.name}` : `store_${wide.name}`;
    code.line(`${store}(${array} + u, ${ahead.emit(node, 'lanes')});`);
  }
}

/** Spreads the scalars of iteration `t` of the block over the pixels. */
export function spreadScalars(here: CEmitters, arrays: readonly ScalarArray[]): void {
  for (const { node, as, array } of arrays) {
    const { name } = as === 'wide' ? here.wide : here.vector;
    here.provide(node, as, `splat_${name}(${array}[t])`);
  }
  for (const { node, as } of arrays) here.emit(node, as);
}

/** Operations of an iteration of the innermost loop up to which four vectors of pixels are computed at a time. */
const MAX_OPERATIONS_OF_FOUR = 100;

/** Counts the operations on a vector of pixels in an iteration of the innermost loop. */
const operationsWithin = ({ plan }: NativeCode, { runs }: InnerLoop): number =>
  plan.nodes.filter((node) => isVector(node) && node.op !== 'input' && overlap(node.scope, runs)).length;

/**
 * Returns the number of vectors of pixels that are computed at a time, by the innermost loop or where there is none. Where there are 32 registers, operations of one
 * wait for its earlier ones while those of others go on; what derivatives and long iterations keep leaves room for fewer.
 */
function vectorsAtATime(nest: NativeCode, loop?: InnerLoop): number {
  const { root, image, plan } = nest;
  const { wide, vector, halves } = root;
  if (wide.bytes < 64 || plan.nodes.some(({ op }) => op === 'stencil')) return 1;
  const isLarge = halves > 0 || image.derivatives || (loop && operationsWithin(nest, loop) > MAX_OPERATIONS_OF_FOUR);
  return Math.min(isLarge ? 2 : 4, TILE_PIXELS / vector.lanes);
}

/**
 * Emits the innermost loop in blocks: first the scalars of a block, several iterations at a time, with the test that leaves out
 * those that reach no pixel; then vector after vector of pixels, whose sums stay in registers through the iterations.
 */
export function iterationBlocks(nest: NativeCode, outer: CEmitters, loop: InnerLoop): void {
  const { image, levels, plan, values, code } = nest;
  const { scalars, pixels } = innermostLevels(nest);
  const arrays = scalarArrays(liveOut(plan, scalars));
  const { inBatches } = innermostSums(nest);
  const updated = pixels === pixelsAt(levels.sampleDepth) ? image.firstAccepted : [];
  const { lanes, name: wideName } = outer.wide;
  const { guard } = image;

  clearArrays(nest, inBatches.map(excessName));
  if (guard) code.line('int reachedEver = 0;');
  code.block(`for (int start = 0; start < ${loop.count}; start += ${BLOCK})`, () => {
    code.line(`const int length = ${loop.count} - start < ${BLOCK} ? ${loop.count} - start : ${BLOCK};`);
    declareScalars(nest, arrays);
    if (guard) code.line(`int reaching[${BLOCK}], reachingCount = 0;`);
    code.block(`for (int u = 0; u < length; u += ${lanes})`, () => {
      const ahead = outer.inner(loop.runs);
      scalarInputs(values, loop.runs).forEach((node, i) => {
        const column = `${loop.table} + (long)${i} * ${loop.count}Stride`;
        ahead.provide(node, 'lanes', `loadAnywhere_${wideName}(${column} + start + u)`);
      });
      if (guard) {
        const beyond = `length - u < ${lanes} ? (1u << (length - u)) - 1 : ${2 ** lanes - 1}u`;
        const tests = cullConditions(guard).map((node) => `atLeastZero_${wideName}(${ahead.emit(node, 'lanes')})`);
        code.line(`unsigned reached = ${tests.join(' & ')} & (${beyond});`);
        code.line('if (!reached) continue;');
      }
      storeScalars(nest, ahead, arrays);
      if (guard) {
        code.line('do {');
        code.line('  reaching[reachingCount++] = u + __builtin_ctz(reached);');
        code.line('  reached &= reached - 1;');
        code.line('} while (reached);');
      }
    });
    // An empty batch still moves the compensation of earlier ones, as it does in WebAssembly.
    if (guard) {
      code.line('reachedEver |= reachingCount;');
      code.line(`if (!${inBatches.length > 0 ? 'reachedEver' : 'reachingCount'}) continue;`);
    }
    const group = vectorsAtATime(nest, loop);
    eachGroup(nest, group, (starts) => {
      const perPixel = outer.inner();
      const vectors = starts.map((p) => {
        const here = perPixel.inner();
        provideValues(nest, here, pixels, p);
        for (const c of values.buffered) if (c.to === pixels) loadNow(here, c);
        return { here, p, totals: beginTotals(nest, p) };
      });
      code.block(`for (int i = 0; i < ${guard ? 'reachingCount' : 'length'}; i++)`, () => {
        code.line(`const int t = ${guard ? 'reaching[i]' : 'i'};`);
        for (const { here, p, totals } of vectors) {
          const inside = here.inner();
          spreadScalars(inside, arrays);
          updated.forEach((node, i) => {
            storeTo(code, inside, node, 'vector', firstAcceptedName(i), p);
          });
          addToTotals(nest, inside, totals);
        }
      });
      for (const { p, totals } of vectors) endTotals(nest, totals, p);
    });
  });
}

/** Loads a value of pixels ahead of the loop that takes it. */
export function loadNow(here: CEmitters, { node, as }: LiveValue): void {
  const parts = as === 'wide' ? here.halves : 1;
  for (let half = 0; half < parts; half++) here.emit(node, as, half);
}

/** Writes code for plans without a loop inside the tiles: scalars of the flagged tiles of a row in blocks, then tile after tile. */
export function tileBlocks(nest: NativeCode, store: () => void): void {
  const { plan, values, code, root } = nest;
  const { scalars, pixels } = innermostLevels(nest);
  const arrays = scalarArrays(liveOut(plan, scalars));
  const { name, lanes } = root.wide;
  const centre = (index: string) => `${index} * ${TILE_EDGE}.0 + ${TILE_EDGE / 2}.0`;
  code.block('for (int row = firstRow; row < lastRow; row++)', () => {
    code.block(`for (int start = 0; start < columns; start += ${BLOCK})`, () => {
      code.line(`const int length = columns - start < ${BLOCK} ? columns - start : ${BLOCK};`);
      code.line('const unsigned char *const flag = flags + (long)(row - firstRow) * columns + start;');
      declareScalars(nest, arrays);
      code.block(`for (int u = 0; u < length; u += ${lanes})`, () => {
        const ahead = root.inner(loops('tile'));
        const columns = Array.from({ length: lanes }, (_, l) => centre(`(double)(start + u + ${l})`));
        for (const node of scalarInputs(values, loops('tile'))) {
          const text =
            node.name === 'tileFast' ? `(${name}){${columns.join(', ')}}` : `splat_${name}(${centre('(double)row')})`;
          ahead.provide(node, 'lanes', text);
        }
        storeScalars(nest, ahead, arrays);
      });
      code.block('for (int t = 0; t < length; t++)', () => {
        code.line('if (!flag[t]) continue;');
        code.line('const int column = start + t;');
        const here = root.inner();
        spreadScalars(here, arrays);
        pixelLoop(nest, here, pixels, vectorsAtATime(nest));
        store();
      });
    });
  });
}
