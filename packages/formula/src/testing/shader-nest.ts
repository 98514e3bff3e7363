import type { Table } from '../algebra';
import { isVector, type Node } from '../graph/node';
import { liveOut, schedule } from '../graph/schedule';
import { shaderCode } from '../wgsl/code';
import { SHADER_LANES, type WgslEmitter, wgslEmitter, zeroOf } from '../wgsl/emitter';
import { tableFunctions, tableNames } from '../wgsl/tables';
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

/** A shader that computes images in a nest of all loops, and its input data: the second buffer is the table. */
export interface ShaderNest {
  readonly code: string;
  readonly inputs: Float32Array;
}

const LANES = Array.from({ length: SHADER_LANES }, (_, lane) => lane);

/**
 * Returns a shader of one workgroup, with a thread for four pixels, for images given as nodes that vary only with the
 * loop `pixel`.
 */
export function shaderNest(
  images: readonly Node[],
  inputOf: InputValue,
  iterations: Iterations,
  table: Table,
): ShaderNest {
  const plan = schedule(
    LEVELS,
    images.map((node) => ({ node, at: after(0) })),
  );
  const iterationsOf = (depth: number): number => iterations[OUTER[depth] as keyof Iterations] ?? 1;
  const iterationsTo = (depth: number): number => depths.slice(0, depth).reduce((n, d) => n * iterationsOf(d), 1);
  const inputs = plan.inputs.map(({ node }) => node);
  const data: number[] = [];
  const startOf = new Map<Node, number>();
  for (const node of inputs) {
    startOf.set(node, data.length);
    for (let iteration = 0; iteration < iterationsTo(depthOf(node)); iteration++) {
      const indices = indicesOf(iteration, depthOf(node), iterationsOf);
      for (let pixel = 0; pixel < (isVector(node) ? PIXELS : 1); pixel++) {
        data.push(inputOf(node.name, indices, pixel));
      }
    }
  }

  const code = shaderCode();
  const sumName = new Map(plan.accumulations.map(({ sum }, i) => [sum, `sum${i}`]));
  /**
   * Values that remain in use after the iteration of the loop in which they become known, and the depth of that loop.
   */
  const kept = new Map(
    depths.flatMap((d) => liveOut(plan, after(d)).map(({ node }) => [node, { name: `kept${node.id}`, depth: d }])),
  );
  const level = (here: WgslEmitter, name: string): void => {
    for (const { node } of liveOut(plan, name)) {
      const { name: variable } = kept.get(node) ?? {};
      if (variable) code.line(`${variable} = ${here.emit(node)};`);
      else here.hold(node);
    }
    for (const { sum, addend, at } of plan.accumulations) {
      if (at === name) code.line(`${sumName.get(sum)} += ${here.emit(addend)};`);
    }
  };
  const loop = (outer: WgslEmitter, depth: number, iteration: string): void => {
    const here = outer.inner();
    for (const node of inputs) {
      if (depthOf(node) !== depth) continue;
      const start = startOf.get(node);
      const ofPixel = (lane: number) => `inputs[${start} + ${iteration} * ${PIXELS} + pixel + ${lane}]`;
      here.provide(
        node,
        isVector(node) ? `vec4f(${LANES.map(ofPixel).join(', ')})` : `inputs[${start} + ${iteration}]`,
      );
    }
    for (const { sum, known } of plan.accumulations) {
      if (known !== after(depth)) continue;
      code.line(`${sumName.get(sum)} = ${zeroOf(sum)};`);
      here.provide(sum, sumName.get(sum) as string);
    }
    level(here, scalarsAt(depth));
    level(here, before(depth));
    if (depth < DEPTH) {
      const [count, next] = [`i${depth}`, `iteration${depth + 1}`];
      code.block(`for (var ${count} = 0; ${count} < ${iterationsOf(depth)}; ${count}++)`, () => {
        code.line(`let ${next} = ${iteration} * ${iterationsOf(depth)} + ${count};`);
        loop(here, depth + 1, next);
      });
      for (const [node, { name, depth: known }] of kept) if (known > depth) here.provide(node, name);
      level(here, after(depth));
    }
    if (depth === 0) {
      images.forEach((node, i) => {
        code.line(`let image${i} = vec4f(${here.emit(node)});`);
        for (const lane of LANES) code.line(`images[${i * PIXELS} + pixel + ${lane}] = image${i}[${lane}];`);
      });
    }
  };

  code.line('@group(0) @binding(0) var<storage, read> inputs: array<f32>;');
  code.line(`@group(0) @binding(1) var<storage, read> ${tableNames(table).values}: array<f32>;`);
  code.line('@group(0) @binding(2) var<storage, read_write> images: array<f32>;');
  code.line(tableFunctions(table));
  code.line(`@compute @workgroup_size(${PIXELS / SHADER_LANES})`);
  code.block('fn main(@builtin(local_invocation_index) index: u32)', () => {
    code.line(`let pixel = ${SHADER_LANES} * i32(index);`);
    code.line('let start = 0;');
    for (const [node, name] of sumName) code.line(`var ${name} = ${zeroOf(node)};`);
    for (const [node, { name }] of kept) code.line(`var ${name} = ${zeroOf(node)};`);
    loop(wgslEmitter(code, plan.uses), 0, 'start');
  });
  return { code: code.text(), inputs: Float32Array.from(data.length > 0 ? data : [0]) };
}
