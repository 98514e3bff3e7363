import { type CEmitters, compensatedAdd } from '@braggsim/formula/emit';
import type { Node } from '@braggsim/formula/graph';
import { limitsOf } from '../limited';
import { pixelsAt } from '../nest-levels';
import { completeAt, outputsOf } from '../nest-plan';
import {
  batchName,
  bufferName,
  eachGroup,
  excessName,
  firstAcceptedName,
  type NativeCode,
  outputAt,
  provideValues,
  storesOf,
  storeTo,
  sumName,
} from './nest-code';

/**
 * Emits the pixel loop of a level: values that others need, firstAccepted, sums that grow here, and at the end the image.
 *
 * @param vectors vectors of pixels that are computed at a time
 */
export function pixelLoop(nest: NativeCode, outer: CEmitters, level: string, vectors = 1): void {
  const { image, levels, plan, values, code } = nest;
  const stores = storesOf(nest, level);
  const grown = plan.accumulations.filter(({ at }) => at === level);
  const updated = level === pixelsAt(levels.sampleDepth) ? image.firstAccepted : [];
  const isLast = level === completeAt(levels, 0);
  if (stores.length + grown.length + updated.length === 0 && !isLast) return;
  const ofVector = (p: string): void => {
    const here = outer.inner();
    const { name } = here.vector;
    provideValues(nest, here, level, p);
    for (const c of stores) storeTo(code, here, c.node, c.as, bufferName(c), p);
    updated.forEach((node, i) => {
      storeTo(code, here, node, 'vector', firstAcceptedName(i), p);
    });
    for (const { sum, addend } of grown) {
      const array = values.inBatches.includes(sum) ? batchName(sum) : sumName(sum);
      ifAny(code, here, addend, (inside) => {
        code.line(`store_${name}(${array} + ${p}, ${inside.plus(addend, `load_${name}(${array} + ${p})`)});`);
      });
    }
    if (!isLast) return;
    outputsOf(image).forEach((node, i) => {
      storeTo(code, here, node, 'vector', outputAt(i), p);
    });
  };
  eachGroup(nest, vectors, (starts) => starts.forEach(ofVector));
}

/** Writes what is done with an addend, left out where it is zero for all pixels of a vector. */
export function ifAny(
  code: NativeCode['code'],
  here: CEmitters,
  addend: Node,
  body: (inside: CEmitters) => void,
): void {
  const within = (inside: CEmitters, [limit, ...more]: ReturnType<typeof limitsOf>): void => {
    if (limit) code.block(`if (${inside.anyLess(...limit)})`, () => within(inside.inner(), more));
    else body(inside);
  };
  within(here, limitsOf(addend));
}

/** Adds the batch of some pixels to their sum, less what rounding has added to the sum so far. */
export function addBatch({ code, root }: NativeCode, sum: Node, batch: string, p: string): void {
  const { name } = root.vector;
  const keep = (text: string): string => {
    const kept = code.name();
    code.line(`const ${name} ${kept} = ${text};`);
    return kept;
  };
  const load = (array: string) => `load_${name}(${array} + ${p})`;
  const added = compensatedAdd(
    { add: (a: string, b: string) => `(${a} + ${b})`, sub: (a: string, b: string) => `(${a} - ${b})`, keep },
    { sum: load(sumName(sum)), excess: load(excessName(sum)) },
    batch,
  );
  code.line(`store_${name}(${sumName(sum)} + ${p}, ${added.sum});`);
  code.line(`store_${name}(${excessName(sum)} + ${p}, ${added.excess});`);
}
