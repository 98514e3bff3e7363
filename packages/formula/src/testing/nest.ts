import type { Precision, Table, TableValues } from '../algebra';
import { contains, LOOPS, type LoopName, loops, union } from '../graph/loops';
import { isVector, type Node } from '../graph/node';
import { type Level, type LiveValue, liveOut, schedule } from '../graph/schedule';
import { codeBuffer, type Local } from '../wasm/code';
import { type Emitters, emitters } from '../wasm/emitters';
import { STENCIL_SCRATCH } from '../wasm/tables';
import { wasmModule } from '../wasm/writer';

/** The loops of the test nest, outermost first; pixels run inside each of them, along the lanes. */
export const OUTER = LOOPS.filter((name) => name !== 'pixel');
export const PIXELS = 8;
/** Numbers of iterations of the outer loops. */
export type Iterations = Readonly<Partial<Record<LoopName, number>>>;
/** Returns the value of an input in one iteration of each outer loop, at one pixel. */
export type InputValue = (name: string, iterations: readonly number[], pixel: number) => number;

export const DEPTH = OUTER.length;
export const scalarsAt = (depth: number) => `scalars in ${depth} loops`;
export const before = (depth: number) => `vectors in ${depth} loops`;
export const after = (depth: number) => `sums in ${depth} loops`;
const outerLoops = (depth: number) => loops(...OUTER.slice(0, depth));
export const depths = Array.from({ length: DEPTH + 1 }, (_, depth) => depth);

/** The levels: each depth has scalars and vectors before the deeper loops, and vectors after them. */
export const LEVELS: readonly Level[] = [
  ...depths.map((d): Level => ({ name: scalarsAt(d), loops: outerLoops(d) })),
  ...depths.map((d): Level => ({ name: before(d), loops: union(outerLoops(d), loops('pixel')) })),
  ...depths
    .slice(0, DEPTH)
    .reverse()
    .map(
      (d): Level => ({
        name: after(d),
        loops: union(outerLoops(d), loops('pixel')),
        finished: loops(...OUTER.slice(d)),
      }),
    ),
];

/** Returns how many of the outer loops must be open for an input. */
export const depthOf = (node: Node): number =>
  depths.find((d) => contains(union(outerLoops(d), loops('pixel')), node.scope)) ?? 0;

/** Size in bytes of one vector of any form; wide ones fill it. */
const SLOT = 32;
const FIRST_ADDRESS = 64;

/** Allocates bytes of memory in order. */
function layout() {
  let top = FIRST_ADDRESS;
  return {
    reserve: (bytes: number): number => {
      const at = top;
      top += Math.ceil(bytes / 16) * 16;
      return at;
    },
    size: () => top,
  };
}

export interface NestOptions {
  readonly precision: Precision;
  readonly relaxed: boolean;
  readonly iterations: Iterations;
  readonly tables?: Readonly<Record<string, { table: Table; values: TableValues[string] }>>;
}

/** Compiles images and runs them once. */
export const runNest = (images: readonly Node[], inputOf: InputValue, options: NestOptions): number[][] =>
  compiledNest(images, options)(inputOf);

/**
 * Compiles images, given as nodes that vary only with the loop `pixel`, in a nest with all loops. It shows how a kernel
 * uses the emitters, and is not optimized.
 *
 * @returns a function that runs them on inputs, and returns the values of every image
 */
export function compiledNest(images: readonly Node[], o: NestOptions): (inputOf: InputValue) => number[][] {
  const { precision } = o;
  const plan = schedule(
    LEVELS,
    images.map((node) => ({ node, at: after(0) })),
  );
  const iterationsOf = (depth: number): number => o.iterations[OUTER[depth] as LoopName] ?? 1;
  const lanes = precision === 'double' ? 2 : 4;
  const lastGroup = (PIXELS / lanes) * SLOT;
  const memory = layout();
  const addressPer = <K>(keys: readonly K[], bytes: (key: K) => number): Map<K, number> =>
    new Map(keys.map((key) => [key, memory.reserve(bytes(key))]));

  const inputs = plan.inputs.map(({ node }) => node);
  const iterationsTo = (depth: number): number => depths.slice(0, depth).reduce((n, d) => n * iterationsOf(d), 1);
  const inputAt = addressPer(inputs, (node) => iterationsTo(depthOf(node)) * (isVector(node) ? lastGroup : 8));
  const liveVectors = plan.liveValues.filter(({ node }) => isVector(node) && node.op !== 'sum');
  const bufferOf = ({ node, as }: Pick<LiveValue, 'node' | 'as'>) => `${node.id} ${as}`;
  const bufferAt = addressPer([...new Set(liveVectors.map(bufferOf))], () => lastGroup);
  const sumAt = addressPer(
    plan.accumulations.map(({ sum }) => sum),
    () => lastGroup,
  );
  const imageAt = images.map(() => memory.reserve(lastGroup));
  const scratchAt = memory.reserve(STENCIL_SCRATCH);
  const tableAt = new Map<string, number>();
  for (const [name, { values }] of Object.entries(o.tables ?? {}))
    tableAt.set(name, memory.reserve((values.length * 16) / lanes));

  const code = codeBuffer();
  const formOf = (node: Node) => (node.wide ? 'wide' : 'vector');
  const zero = () => code.splat(precision === 'double' ? 'f64x2' : 'f32x4', 0);

  /** Runs over the pixels: computes values of the level that others need, adds to sums, and stores images. */
  const pixelLoop = (outer: Emitters, level: string, iteration: Local, cleared: readonly Node[]): void => {
    const group = code.local('i32');
    const place = code.local('i32');
    code.i32(0).set(group);
    code.loop(group, SLOT, lastGroup, () => {
      const here = outer.inner();
      code.get(iteration).i32(lastGroup).op('i32.mul').get(group).op('i32.add').set(place);
      for (const node of inputs.filter(isVector))
        if (before(depthOf(node)) === level) here.load({ node, as: formOf(node) }, place, inputAt.get(node) as number);
      for (const c of liveVectors) if (c.from !== level) here.load(c, group, bufferAt.get(bufferOf(c)) as number);
      for (const [sum, at] of sumAt) here.load({ node: sum, as: 'vector' }, group, at);
      for (const sum of cleared) {
        code.get(group);
        zero();
        code.memory('v128.store', sumAt.get(sum) as number);
      }
      for (const c of liveOut(plan, level))
        if (c.node.op !== 'sum') here.store(c, group, bufferAt.get(bufferOf(c)) as number);
      for (const { sum, addend, at } of plan.accumulations) {
        if (at !== level) continue;
        const address = sumAt.get(sum) as number;
        code.get(group);
        here.vector.emitPlus(addend, () => code.get(group).memory('v128.load', address));
        code.memory('v128.store', address);
      }
      if (level === after(0))
        images.forEach((node, i) => {
          here.store({ node, as: 'vector' }, group, imageAt[i] as number);
        });
    });
  };

  const loop = (outer: Emitters, depth: number, iteration: Local): void => {
    const here = outer.inner();
    const address = code.local('i32');
    code.get(iteration).i32(3).op('i32.shl').set(address);
    for (const node of inputs)
      if (!isVector(node) && depthOf(node) === depth)
        here.load({ node, as: 'scalar' }, address, inputAt.get(node) as number);
    for (const c of liveOut(plan, scalarsAt(depth))) here.hold(c);
    const cleared = plan.accumulations.filter((a) => a.known === after(depth)).map((a) => a.sum);
    pixelLoop(here, before(depth), iteration, cleared);
    if (depth === DEPTH) return;
    const count = code.local('i32');
    const innerIteration = code.local('i32');
    code.i32(0).set(count);
    code.loop(count, 1, iterationsOf(depth), () => {
      code.get(iteration).i32(iterationsOf(depth)).op('i32.mul').get(count).op('i32.add').set(innerIteration);
      loop(here, depth + 1, innerIteration);
    });
    pixelLoop(here, after(depth), iteration, []);
  };
  const addressOf = (table: Table) => tableAt.get(table.name) as number;
  loop(emitters(code, { precision, relaxed: o.relaxed, uses: plan.uses, addressOf, scratchAt }), 0, code.local('i32'));

  const wasmMemory = new WebAssembly.Memory({ initial: Math.ceil(memory.size() / 65536) });
  const view = new DataView(wasmMemory.buffer);
  const width = 16 / lanes;
  const put = (at: number, value: number, bytes: number) =>
    bytes === 4 ? view.setFloat32(at, value, true) : view.setFloat64(at, value, true);
  const putInput = (node: Node, inputOf: InputValue): void => {
    const depth = depthOf(node);
    for (let iteration = 0; iteration < iterationsTo(depth); iteration++) {
      const at = inputAt.get(node) as number;
      const indices = indicesOf(iteration, depth, iterationsOf);
      if (!isVector(node)) put(at + 8 * iteration, inputOf(node.name, indices, 0), 8);
      else
        for (let pixel = 0; pixel < PIXELS; pixel++) {
          const group = iteration * lastGroup + Math.floor(pixel / lanes) * SLOT;
          const bytes = node.wide ? 8 : width;
          put(at + group + (pixel % lanes) * bytes, inputOf(node.name, indices, pixel), bytes);
        }
    }
  };
  for (const [name, { values }] of Object.entries(o.tables ?? {}))
    for (let i = 0; i < values.length; i++) put((tableAt.get(name) as number) + i * width, values[i] as number, width);

  const bytes = wasmModule([{ name: 'run', code }]);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory: wasmMemory } });
  return (inputOf) => {
    for (const node of inputs) putInput(node, inputOf);
    (instance.exports.run as () => void)();
    return imageAt.map((at) =>
      Array.from({ length: PIXELS }, (_, pixel) => {
        const place = at + Math.floor(pixel / lanes) * SLOT + (pixel % lanes) * width;
        return width === 4 ? view.getFloat32(place, true) : view.getFloat64(place, true);
      }),
    );
  };
}

/** Returns the iteration of each of the first `depth` loops, from the consecutive number of the innermost. */
export function indicesOf(iteration: number, depth: number, iterationsOf: (depth: number) => number): number[] {
  const indices: number[] = [];
  let rest = iteration;
  for (let d = depth - 1; d >= 0; d--) {
    indices.unshift(rest % iterationsOf(d));
    rest = Math.floor(rest / iterationsOf(d));
  }
  return indices;
}
