import type { CEmitters, CForm, TextCode } from '@braggsim/formula/emit';
import { liveOut, type Node, type Schedule } from '@braggsim/formula/graph';
import { TILE_PIXELS } from '@braggsim/sample-loop';
import { pixelsAt, scalarsAt } from '../nest-levels';
import type { NestPlan } from '../nest-plan';
import { firstAcceptedInputs } from '../nest-values';

/** What the C code of a nest is written from, and into. */
export interface NativeCode extends NestPlan {
  readonly code: TextCode;
  /** Lanes of float64 in the widest vectors: iterations whose scalars are computed together. */
  readonly root: CEmitters;
  /** Whether orientations are those of the list of a tile. */
  readonly listed: boolean;
}

/** Returns the names of the levels of the innermost loop, for scalars and for pixels. */
export const innermostLevels = ({ levels }: Pick<NestPlan, 'levels'>) => ({
  scalars: scalarsAt(levels.inner.length),
  pixels: pixelsAt(levels.inner.length),
});

/** Returns the name of the array for a value that one loop over the pixels passes to another. */
export const bufferName = ({ node, as }: { readonly node: Node; readonly as: CForm }): string =>
  `${as === 'wide' ? 'wide' : 'buffer'}${node.id}`;
/** Returns the name of the array of an input that varies with the pixel. */
export const inputName = (node: Node): string => `input${node.id}`;
/** Returns the name of the array for a kept value of those that pass from sample to sample. */
export const firstAcceptedName = (i: number): string => `firstAccepted${i}`;
/** Returns the name of the array of a sum. */
export const sumName = (sum: Node): string => `sum${sum.id}`;
/** Returns the name of the array for the batch of a sum that grows. */
export const batchName = (sum: Node): string => `batch${sum.id}`;
/** Returns the name of the array for what rounding has added to a sum. */
export const excessName = (sum: Node): string => `excess${sum.id}`;
/** Name of the array of the photons of a tile, and of their derivatives behind them. */
export const OUTPUT = 'photons';
/** Returns the C expression of the first pixel of an output: photons come first, then one derivative after the other. */
export const outputAt = (i: number): string => (i === 0 ? OUTPUT : `${OUTPUT} + ${i * TILE_PIXELS}`);

/** Returns the first pixel of each of the vectors of a form that hold as many pixels as one vector does. */
const partsOf = ({ wide, halves }: CEmitters, as: CForm): number[] =>
  as === 'wide' ? Array.from({ length: halves }, (_, half) => half * wide.lanes) : [0];

const typeOf = ({ vector, wide }: CEmitters, as: CForm): string => (as === 'wide' ? wide : vector).name;

/** Provides a value from an array, from pixel `p` on. */
function provideFrom(here: CEmitters, node: Node, as: CForm, array: string, p: string): void {
  partsOf(here, as).forEach((first, half) => {
    here.provide(node, as, `load_${typeOf(here, as)}(${array} + ${p} + ${first})`, half);
  });
}

/** Stores a value in an array from pixel `p` on. */
export function storeTo(code: TextCode, here: CEmitters, node: Node, as: CForm, array: string, p: string): void {
  partsOf(here, as).forEach((first, half) => {
    code.line(`store_${typeOf(here, as)}(${array} + ${p} + ${first}, ${here.emit(node, as, half)});`);
  });
}

/** Runs over the pixels of a tile, a vector at a time from pixel `p` on. */
export const eachVector = (nest: NativeCode, body: () => void): void => eachGroup(nest, 1, body);

/** Runs over the pixels of a tile, several vectors at a time, whose first pixels are passed on. */
export function eachGroup(
  { code, root }: NativeCode,
  vectors: number,
  body: (starts: readonly string[]) => void,
): void {
  const { lanes } = root.vector;
  const starts = Array.from({ length: vectors }, (_, n) => (n === 0 ? 'p' : `p + ${n * lanes}`));
  code.block(`for (int p = 0; p < ${TILE_PIXELS}; p += ${lanes * vectors})`, () => body(starts));
}

/** Emits the code that puts zeros into arrays of a tile, which are named. */
export function clearArrays(nest: NativeCode, arrays: readonly string[]): void {
  if (arrays.length === 0) return;
  const { name } = nest.root.vector;
  eachVector(nest, () => {
    for (const array of arrays) nest.code.line(`store_${name}(${array} + p, splat_${name}(0));`);
  });
}

/** Provides what the pixel loop of a level does not compute itself. */
export function provideValues({ image, plan, values }: NativeCode, here: CEmitters, level: string, p: string): void {
  for (const node of values.pixelInputs) provideFrom(here, node, node.wide ? 'wide' : 'vector', inputName(node), p);
  image.firstAccepted.forEach((_, i) => {
    for (const node of firstAcceptedInputs(plan.nodes, i)) provideFrom(here, node, 'vector', firstAcceptedName(i), p);
  });
  for (const c of values.buffered) if (c.from !== level) provideFrom(here, c.node, c.as, bufferName(c), p);
  for (const sum of values.sums) provideFrom(here, sum, 'vector', sumName(sum), p);
}

/** Returns what a level leaves in arrays for the loops over the pixels that follow. */
export const storesOf = ({ plan, values }: NativeCode, level: string): Schedule['liveValues'] => {
  const buffered = new Set(values.buffered.map(bufferName));
  return liveOut(plan, level).filter((c) => buffered.has(bufferName(c)));
};
