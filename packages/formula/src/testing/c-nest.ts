import type { Precision, Table } from '../algebra';
import { type CEmitters, type CForm, cEmitters, cTypes } from '../c/emitters';
import { doubleLiteral } from '../c/literal';
import type { VectorBytes } from '../c/vectors';
import type { TextCode } from '../emit/text';
import { loops } from '../graph/loops';
import { isVector, type Node } from '../graph/node';
import { type LiveValue, liveOut, schedule } from '../graph/schedule';
import {
  after,
  before,
  DEPTH,
  depthOf,
  depths,
  type InputValue,
  type Iterations,
  indicesOf,
  LEVELS,
  OUTER,
  PIXELS,
  scalarsAt,
} from './nest';

export interface CNestOptions {
  readonly precision: Precision;
  readonly bytes: VectorBytes;
  readonly fused: boolean;
  readonly iterations: Iterations;
  readonly nameOf: (table: Table) => string;
}

/**
 * Writes a function `void <name>(double *image)` that computes an image, given as a node that varies only with the loop
 * `pixel`, in a nest of all loops. Its inputs are constants in the code. Scalars of the innermost loop are computed as
 * lanes.
 */
export function cNest(code: TextCode, name: string, image: Node, inputOf: InputValue, o: CNestOptions): void {
  const { precision, bytes, fused, nameOf, iterations } = o;
  const plan = schedule(LEVELS, [{ node: image, at: after(0) }]);
  const { vector, wide, halves } = cTypes(precision, bytes);
  const padded = Math.max(PIXELS, vector.lanes);
  const iterationsOf = (depth: number): number => iterations[OUTER[depth] as keyof Iterations] ?? 1;
  const iterationsTo = (depth: number): number => depths.slice(0, depth).reduce((n, d) => n * iterationsOf(d), 1);
  const inputs = plan.inputs.map(({ node }) => node);
  const inputName = (node: Node) => `${name}_i${node.id}`;
  const isWide = (node: Node) => precision !== 'double' && node.wide;
  const realOf = (node: Node) => (!isVector(node) || isWide(node) ? 'double' : vector.real);
  for (const node of inputs) {
    const values: string[] = [];
    for (let iteration = 0; iteration < iterationsTo(depthOf(node)); iteration++) {
      const indices = indicesOf(iteration, depthOf(node), iterationsOf);
      for (let pixel = 0; pixel < (isVector(node) ? padded : 1); pixel++) {
        values.push(pixel < PIXELS ? doubleLiteral(inputOf(node.name, indices, pixel)) : '0');
      }
    }
    // Lanes read a vector beyond the last scalar.
    const room = isVector(node) ? values.length : values.length + wide.lanes;
    code.line(
      `static const ${realOf(node)} ${inputName(node)}[${room}] __attribute__((aligned(64))) = {${values.join(', ')}};`,
    );
  }
  const liveVectors = plan.liveValues.filter(({ node }) => isVector(node) && node.op !== 'sum');
  const bufferOf = ({ node, as }: Pick<LiveValue, 'node' | 'as'>) => `${as === 'wide' ? 'w' : 'b'}${node.id}`;
  const partsOf = (as: CForm) => (as === 'wide' ? Array.from({ length: halves }, (_, half) => half * wide.lanes) : [0]);
  const load = (here: CEmitters, node: Node, as: CForm, from: string) => {
    const type = as === 'wide' ? wide : vector;
    partsOf(as).forEach((first, half) => {
      here.provide(node, as, `load_${type.name}(${from} + p + ${first})`, half);
    });
  };
  const store = (here: CEmitters, node: Node, as: CForm, to: string) => {
    const type = as === 'wide' ? wide : vector;
    partsOf(as).forEach((first, half) => {
      code.line(`store_${type.name}(${to} + p + ${first}, ${here.emit(node, as, half)});`);
    });
  };

  const pixelLoop = (outer: CEmitters, level: string, iteration: string, cleared: readonly Node[]): void => {
    code.block(`for (int p = 0; p < ${padded}; p += ${vector.lanes})`, () => {
      const here = outer.inner();
      for (const node of inputs.filter(isVector)) {
        if (before(depthOf(node)) !== level) continue;
        load(here, node, isWide(node) ? 'wide' : 'vector', `${inputName(node)} + ${iteration} * ${padded}`);
      }
      for (const c of liveVectors) if (c.from !== level) load(here, c.node, c.as, bufferOf(c));
      for (const { sum } of plan.accumulations) load(here, sum, 'vector', `s${sum.id}`);
      for (const sum of cleared) code.line(`store_${vector.name}(s${sum.id} + p, splat_${vector.name}(0));`);
      for (const c of liveOut(plan, level)) if (c.node.op !== 'sum') store(here, c.node, c.as, bufferOf(c));
      for (const { sum, addend, at } of plan.accumulations) {
        if (at !== level) continue;
        const total = here.plus(addend, `load_${vector.name}(s${sum.id} + p)`);
        code.line(`store_${vector.name}(s${sum.id} + p, ${total});`);
      }
      if (level !== after(0)) return;
      const result = here.emit(image, 'vector');
      code.line(`for (int l = 0; l < ${vector.lanes}; l++) if (p + l < ${PIXELS}) image[p + l] = ${result}[l];`);
    });
  };
  const loop = (outer: CEmitters, depth: number, iteration: string): void => {
    const innermost = depth === DEPTH ? loops(OUTER[DEPTH - 1] as (typeof OUTER)[number]) : undefined;
    const here = outer.inner(innermost);
    for (const node of inputs) {
      if (isVector(node) || depthOf(node) !== depth) continue;
      here.provide(node, 'scalar', `${inputName(node)}[${iteration}]`);
      if (innermost) here.provide(node, 'lanes', `loadAnywhere_${wide.name}(${inputName(node)} + ${iteration})`);
    }
    for (const c of liveOut(plan, scalarsAt(depth))) {
      if (innermost && c.as !== 'scalar') {
        const lanes = here.emit(c.node, 'lanes');
        const real = c.as === 'wide' ? wide : vector;
        here.provide(c.node, c.as, `splat_${real.name}((${real.real})${lanes}[0])`);
      }
      here.emit(c.node, c.as);
    }
    const cleared = plan.accumulations.filter((a) => a.known === after(depth)).map((a) => a.sum);
    pixelLoop(here, before(depth), iteration, cleared);
    if (depth === DEPTH) return;
    const [count, next] = [`c${depth}`, `t${depth + 1}`];
    code.block(`for (int ${count} = 0; ${count} < ${iterationsOf(depth)}; ${count}++)`, () => {
      code.line(`const int ${next} = ${iteration} * ${iterationsOf(depth)} + ${count};`);
      loop(here, depth + 1, next);
    });
    pixelLoop(here, after(depth), iteration, []);
  };

  code.block(`static void ${name}(double *image)`, () => {
    const array = (real: string, buffer: string) =>
      code.line(`${real} ${buffer}[${padded}] __attribute__((aligned(64)));`);
    for (const buffer of new Set(liveVectors.map(bufferOf))) {
      array(buffer.startsWith('w') ? 'double' : vector.real, buffer);
    }
    for (const { sum } of plan.accumulations) array(vector.real, `s${sum.id}`);
    code.line('const int t0 = 0;');
    loop(cEmitters(code, { precision, bytes, fused, uses: plan.uses, nameOf }), 0, 't0');
  });
}
