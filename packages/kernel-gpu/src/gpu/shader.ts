import type { Table } from '@braggsim/formula';
import { shaderCode, type WgslEmitter, wgslEmitter, zeroOf } from '@braggsim/formula/emit';
import { contains, liveOut, NO_LOOPS, type Node, overlap, PIXEL, schedule, union } from '@braggsim/formula/graph';
import type { ImageGraph, RunningLoops } from '@braggsim/sample-loop';
import { type RowLevel, type RowsModule, rowsModule } from './host-rows';
import { type InnerLoop, nestLevels, pixelsAt, SHARED_LOOPS, type SharedLoop, STEPS, sumsAt } from './levels';
import { operationCount } from './operations';
import { DISPATCH_NUMBERS, declare, mainFunction, PLANE, resultName, THREADS } from './shader-frame';
import { indexCode } from './shader-indices';
import { fixedStartOf, rowLevels, startOf } from './shader-rows';

/** A shader for images of one kind, and its inputs from the host. */
export interface ImageShader {
  readonly code: string;
  readonly rows: RowsModule;
  /** Names of the uniform numbers: those of every dispatch, and the starts of the rows of each host level. */
  readonly numbers: readonly string[];
  readonly tables: readonly Table[];
  /** Number of images: photons and derivatives. */
  readonly outputs: number;
  /** Bytes of the memory that the threads of a tile share. */
  readonly workgroupBytes: number;
  /** Number of instructions of one iteration of the innermost loop for a pixel, see operations.ts. */
  readonly operations: number;
}

/** Returns the bytes of a value in workgroup memory. */
const bytesOf = (type: string): number => (type === 'vec4f' ? 16 : 4);

/** Expressions for the number of iterations of each loop. */
const COUNTS: Readonly<Record<SharedLoop, string>> = {
  tile: '',
  place: 'd.places',
  source: 'd.sources',
  orientation: 'd.orientations',
};

/** Number of terms of a batch, and of batches in a batch of batches: sums are taken in two levels of batches to stay accurate. */
const BATCH = THREADS;

/**
 * Generates the shader of an image, with those of its derivatives behind it. A workgroup computes a tile of pixels, a thread four neighbours in a row. Loops run over
 * places, sources and orientations; before every 64 orientations the threads compute the anchors of these orientations for
 * each other, in fixed point, and store in workgroup memory the values that all threads need.
 */
export function imageShader(graph: ImageGraph, running: RunningLoops, tables: readonly Table[]): ImageShader {
  const { photons, derivatives = [], guard, firstAccepted } = graph;
  const outputs = [photons, ...derivatives];
  const nest = nestLevels(running);
  const { inner, around } = nest;
  const depth = inner.length;
  const last = depth === 0 ? pixelsAt(0) : sumsAt(0);
  const hostLevelOf = (node: Node) => nest.levels.find(({ loops: runs }) => contains(runs, node.scope))?.name ?? '';
  /** Depth inside the loops over places and sources, outside the loop over orientations. */
  const sampleDepth = inner.filter(({ shared }) => shared !== 'orientation').length;
  const wanted = [
    ...outputs.map((node) => ({ node, at: last })),
    ...firstAccepted.map((node) => ({ node, at: pixelsAt(sampleDepth) })),
    ...(guard ? [{ node: guard, at: STEPS }] : []),
  ];
  const inputNames = schedule(nest.levels, wanted).inputs.map(({ node }) => node.name);
  /** Indices that are used: none along a direction with a single cell, and none for images of a factor. */
  const supplied = graph.supplied.filter(({ name }) =>
    inputNames.some((input) => input === `anchor.${name}.rest` || input.startsWith(`index.${name}.`)),
  );
  const fixedNodes = supplied.flatMap(({ axis, from, byHalfColumn, byHalfRow }) =>
    [axis, from, byHalfColumn, byHalfRow].flat(),
  );
  const plan = schedule(nest.levels, [...wanted, ...fixedNodes.map((node) => ({ node, at: hostLevelOf(node) }))]);
  const levels = rowLevels(plan, nest, supplied);
  const code = shaderCode();

  // ---- values that outlive an iteration of a loop
  const sumName = new Map(plan.accumulations.map(({ sum }, i) => [sum, `sum${i}`]));
  const batchOf = (sum: Node) => `${sumName.get(sum)}batch`;
  const partOf = (sum: Node) => `${sumName.get(sum)}part`;
  const sumsOver = ({ runs }: InnerLoop) =>
    plan.accumulations.map(({ sum }) => sum).filter(({ over }) => over === runs);
  const kept = new Map(
    around
      .slice(0, -1)
      .flatMap((_, d) => liveOut(plan, sumsAt(d)).map(({ node }) => [node, `kept${node.id}`] as const)),
  );
  const keptFrom = new Map([...kept.keys()].map((node) => [node, plan.liveValues.find((c) => c.node === node)?.from]));

  /** Returns the expression for the row of a host level in the current iteration of its loops. */
  const rowAt = (level: RowLevel): string =>
    level.over.reduce((at, name) => (at === '' ? name : `(${at} * ${COUNTS[name]} + ${name})`), '') || '0u';
  const openRows = (here: WgslEmitter, isOpen: (level: RowLevel) => boolean): void => {
    for (const level of levels.filter(isOpen)) {
      const buffer = level.over.includes('tile') ? 'tiles' : 'shot';
      if (level.singles.length === 0) continue;
      const row = code.name();
      code.line(`let ${row} = d.${startOf(level)} + ${rowAt(level)} * ${level.singles.length}u;`);
      level.singles.forEach((node, i) => {
        here.provide(node, `${buffer}[${row} + ${i}u]`);
        here.hold(node);
      });
    }
  };

  const levelCode = (here: WgslEmitter, name: string): void => {
    for (const { node } of liveOut(plan, name)) {
      const variable = kept.get(node);
      if (variable) code.line(`${variable} = ${here.emit(node)};`);
      else here.hold(node);
    }
    for (const { sum, addend, at } of plan.accumulations) {
      if (at === name) code.line(`${partOf(sum)} += ${here.emit(addend)};`);
    }
  };
  const moved = (from: string, to: string, sum: Node): void => {
    code.line(`${to} += ${from};`);
    code.line(`${from} = ${zeroOf(sum)};`);
  };
  const endOfBatch = (sums: readonly Node[], iteration: string): void => {
    for (const sum of sums) moved(partOf(sum), batchOf(sum), sum);
    code.block(`if (${iteration} % ${BATCH ** 2}u == ${BATCH ** 2 - 1}u)`, () => {
      for (const sum of sums) moved(batchOf(sum), sumName.get(sum) as string, sum);
    });
  };
  const endOfSum = (sum: Node): void => {
    code.line(`${sumName.get(sum)} += ${batchOf(sum)} + ${partOf(sum)};`);
    for (const part of [batchOf(sum), partOf(sum)]) code.line(`${part} = ${zeroOf(sum)};`);
  };

  // ---- the orientations of a batch
  const orientationRows = (level: RowLevel) => level.over.includes('orientation');
  const fromHost = levels.filter(orientationRows).flatMap(({ singles }) => singles);
  const stepNodes = [
    ...new Set(
      plan.liveValues.filter(({ from, node }) => from === STEPS || fromHost.includes(node)).map(({ node }) => node),
    ),
    ...(guard ? [guard] : []),
  ];
  const stepVectors = Math.ceil(stepNodes.length / 4);
  const index = indexCode(code, plan, supplied, levels, rowAt);
  const indexScope = fixedNodes.reduce((set, node) => union(set, node.scope), SHARED_LOOPS.tile);
  const ofOrientation = overlap(indexScope, SHARED_LOOPS.orientation);
  /** Depth at which indices are computed if they do not depend on the orientation; otherwise -1. */
  const indexDepth = ofOrientation || index.jobs === 0 ? -1 : around.findIndex((runs) => contains(runs, indexScope));
  const orientationLoop = (outer: WgslEmitter, d: number, loop: InnerLoop): void => {
    code.block(`for (var start = 0u; start < d.orientations; start += ${THREADS}u)`, () => {
      code.line(`let count = min(${THREADS}u, d.orientations - start);`);
      code.line('workgroupBarrier();');
      if (ofOrientation)
        index.shareAnchors('count', (iteration) => code.line(`let orientation = start + ${iteration};`));
      if (index.hasRests) code.line('workgroupBarrier();');
      code.block('if (lane < count)', () => {
        const here = outer.inner();
        code.line('let orientation = start + lane;');
        openRows(here, orientationRows);
        index.provideRests(here, 'lane');
        for (let v = 0; v < stepVectors; v++) {
          const values = stepNodes.slice(4 * v, 4 * v + 4).map((node) => here.emit(node));
          const padding = new Array(4 - values.length).fill('0f');
          code.line(`steps[lane * ${stepVectors}u + ${v}u] = vec4f(${[...values, ...padding].join(', ')});`);
        }
      });
      code.line('workgroupBarrier();');
      code.block('for (var iteration = 0u; iteration < count; iteration++)', () => {
        const here = outer.inner();
        for (let v = 0; v < stepVectors; v++) {
          code.line(`let step${v} = steps[iteration * ${stepVectors}u + ${v}u];`);
        }
        stepNodes.forEach((node, i) => {
          here.provide(node, `step${Math.floor(i / 4)}.${'xyzw'[i % 4]}`);
        });
        if (guard) code.line(`if (${here.emit(guard)} < 0f) { continue; }`);
        if (ofOrientation) index.provide(here, 'iteration');
        levelCode(here, pixelsAt(d + 1));
      });
      endOfBatch(sumsOver(loop), `(start + ${THREADS - 1}u)`);
    });
    for (const sum of sumsOver(loop)) endOfSum(sum);
  };

  // ---- the nest
  const atDepth = (outer: WgslEmitter, d: number): void => {
    const here = outer.inner();
    const [runs, before] = [around[d] as Node['scope'], around[d - 1]];
    const runsOf = (level: RowLevel) => nest.levels.find(({ name }) => name === level.name)?.loops as Node['scope'];
    openRows(here, (level) => contains(runs, runsOf(level)) && !(before && contains(before, runsOf(level))));
    if (d === indexDepth) {
      // Other threads may still read the values of the previous iteration.
      if (d > 0) code.line('workgroupBarrier();');
      index.shareAnchors('1u', () => {});
      code.line('workgroupBarrier();');
      index.provide(here, '0u');
    }
    levelCode(here, pixelsAt(d));
    if (d === sampleDepth)
      for (const [i, node] of firstAccepted.entries()) code.line(`firstAccepted${i} = ${here.emit(node)};`);
    const loop = inner[d];
    if (loop) {
      for (const sum of sumsOver(loop)) code.line(`${sumName.get(sum)} = ${zeroOf(sum)};`);
      if (loop.shared === 'orientation') orientationLoop(here, d, loop);
      else {
        const { shared } = loop;
        code.block(`for (var ${shared} = 0u; ${shared} < ${COUNTS[shared]}; ${shared}++)`, () => {
          atDepth(here, d + 1);
          if (sumsOver(loop).length === 0) return;
          code.block(`if (${shared} % ${BATCH}u == ${BATCH - 1}u)`, () => endOfBatch(sumsOver(loop), shared));
        });
        for (const sum of sumsOver(loop)) endOfSum(sum);
      }
      for (const [node, name] of kept) {
        if (inner.some((_, k) => k > d && keptFrom.get(node) === sumsAt(k))) here.provide(node, name);
      }
      levelCode(here, sumsAt(d));
    }
    if (d > 0) return;
    outputs.forEach((node, i) => {
      code.line(`let ${resultName(i)} = vec4f(${here.emit(node)});`);
    });
  };

  const numbers = [
    ...DISPATCH_NUMBERS,
    ...(outputs.length > 1 ? [PLANE] : []),
    ...levels.filter(({ singles }) => singles.length > 0).map(startOf),
    ...levels.filter(({ fixed }) => fixed.length > 0).map(fixedStartOf),
  ];
  const workgroup = {
    ...(stepVectors > 0 && { steps: ['vec4f', THREADS * stepVectors] as const }),
    ...index.memory(ofOrientation ? THREADS : 1),
  };
  declare(code, numbers, tables, workgroup);
  mainFunction(code, outputs.length, () => {
    for (const sum of sumName.keys()) {
      for (const name of [sumName.get(sum), batchOf(sum), partOf(sum)]) code.line(`var ${name} = ${zeroOf(sum)};`);
    }
    for (const [node, name] of kept) code.line(`var ${name} = ${zeroOf(node)};`);
    for (const i of firstAccepted.keys()) code.line(`var firstAccepted${i} = vec4f();`);
    const root = wgslEmitter(code, plan.uses);
    for (const [node, name] of sumName) root.provide(node, name);
    const offsets: Readonly<Record<string, string>> = {
      column: 'vec4f(oddFast) * 0.5f',
      row: 'vec4f(f32(oddSlow) * 0.5f)',
    };
    for (const { node } of plan.inputs) {
      if (node.scope === PIXEL) root.provide(node, `(${offsets[node.name]})`);
      // The value before a sample and the value after the last sample are in the same variable.
      if (/^(firstAccepted|firstAcceptedSample)\d+$/.test(node.name))
        root.provide(node, node.name.replace('firstAcceptedSample', 'firstAccepted'));
    }
    atDepth(root, 0);
  });

  const levelOf = ({ scope, finished }: Node) =>
    nest.levels.find((l) => contains(l.loops, scope) && contains(l.finished ?? NO_LOOPS, finished))?.name;
  const innermost = plan.nodes.filter((node) => levelOf(node) === pixelsAt(depth));
  const ofIndices = depth > 0 ? index.operations : 0;
  const ofSums = plan.accumulations.filter(({ at }) => at === pixelsAt(depth)).length;
  const operations = operationCount(innermost, plan.uses) + ofIndices + ofSums;
  const workgroupBytes = Object.values(workgroup).reduce((sum, [type, count]) => sum + bytesOf(type) * count, 0);
  return {
    code: code.text(),
    rows: rowsModule(plan, levels),
    numbers,
    tables,
    outputs: outputs.length,
    workgroupBytes,
    operations,
  };
}
