import { type ImageGraph, type RunningLoops, type SuppliedIndex, TILE_EDGE } from '@braggsim/core/sample-graph';
import type { Table } from '@braggsim/formula';
import {
  contains,
  cut,
  isVector,
  leaving,
  loops,
  NO_LOOPS,
  type Node,
  overlap,
  shaderCode,
  union,
  type WgslEmitter,
  wgslEmitter,
} from '@braggsim/formula/graph';
import { type RowLevel, type RowsModule, rowsModule } from './host-rows';
import { type InnerLoop, nestLevels, pixelsAt, SHARED_LOOPS, type SharedLoop, STEPS, sumsAt } from './levels';
import { FRACTION_OPERATIONS, operationCount, WHOLE_OPERATIONS } from './operations';
import { DISPATCH_NUMBERS, declare, mainFunction, TILE_PIXELS } from './shader-frame';
import { fixedStartOf, rowLevels, startOf } from './shader-rows';

/** A shader for images of one kind, and what it wants from the host. */
export interface ImageShader {
  readonly code: string;
  readonly rows: RowsModule;
  /** Names of the uniform numbers: those of every dispatch, and the start of the rows of each host level. */
  readonly numbers: readonly string[];
  readonly tables: readonly Table[];
  /** Instructions of one turn of the innermost loop for a pixel, see operations.ts. */
  readonly operations: number;
}

const COUNTS: Readonly<Record<SharedLoop, string>> = {
  tile: '',
  place: 'd.places',
  source: 'd.sources',
  orientation: 'd.orientations',
};

/**
 * The shader of an image. A workgroup is a tile of pixels, a thread a pixel. Loops run over places, sources and
 * orientations; ahead of every 64 orientations each thread makes the anchors of one of them, in fixed point, and leaves
 * in workgroup memory what all need of it. Sums are taken in batches of 64, so that long ones stay accurate.
 */
export function imageShader(graph: ImageGraph, running: RunningLoops, tables: readonly Table[]): ImageShader {
  const { photons, guard } = graph;
  const nest = nestLevels(running);
  const { inner, around } = nest;
  const depth = inner.length;
  const last = depth === 0 ? pixelsAt(0) : sumsAt(0);
  const hostLevelOf = (node: Node) => nest.levels.find(({ loops: runs }) => contains(runs, node.scope))?.name ?? '';
  const wanted = [{ node: photons, at: last }, ...(guard ? [{ node: guard, at: STEPS }] : [])];
  const inputNames = cut(nest.levels, wanted).inputs.map(({ node }) => node.name);
  /** Without those of a direction along which the crystal has a single cell, and of factors, which have none. */
  const supplied = graph.supplied.filter(({ name }) =>
    inputNames.some((input) => input === `anchor.${name}.rest` || input.startsWith(`index.${name}.`)),
  );
  const fixedNodes = supplied.flatMap(({ axis, from, byHalfColumn, byHalfRow }) =>
    [axis, from, byHalfColumn, byHalfRow].flat(),
  );
  const plan = cut(nest.levels, [...wanted, ...fixedNodes.map((node) => ({ node, at: hostLevelOf(node) }))]);
  const levels = rowLevels(plan, nest, supplied, hostLevelOf).filter(
    ({ singles, fixed }) => singles.length + fixed.length > 0,
  );
  const code = shaderCode();

  // ---- values that outlive a turn of a loop
  const sumName = new Map(plan.accumulations.map(({ sum }, i) => [sum, `sum${i}`]));
  const partOf = (sum: Node) => `${sumName.get(sum)}part`;
  const sumsOver = ({ runs }: InnerLoop) =>
    plan.accumulations.map(({ sum }) => sum).filter(({ over }) => over === runs);
  const kept = new Map(
    around
      .slice(0, -1)
      .flatMap((_, d) => leaving(plan, sumsAt(d)).map(({ node }) => [node, `kept${node.id}`] as const)),
  );
  const keptFrom = new Map([...kept.keys()].map((node) => [node, plan.crossings.find((c) => c.node === node)?.from]));

  /** Element of a row of a host level, in the turn of its loops that is open. */
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
    for (const { node } of leaving(plan, name)) {
      const variable = kept.get(node);
      if (variable) code.line(`${variable} = ${here.emit(node)};`);
      else here.hold(node);
    }
    for (const { sum, addend, at } of plan.accumulations) {
      if (at === name) code.line(`${partOf(sum)} += ${here.emit(addend)};`);
    }
  };
  const flush = (sum: Node): void => {
    code.line(`${sumName.get(sum)} += ${partOf(sum)};`);
    code.line(`${partOf(sum)} = 0f;`);
  };

  // ---- the orientations of a batch
  const orientationRows = (level: RowLevel) => level.over.includes('orientation');
  const fromHost = levels.filter(orientationRows).flatMap(({ singles }) => singles);
  const stepNodes = [
    ...new Set(
      plan.crossings.filter(({ from, node }) => from === STEPS || fromHost.includes(node)).map(({ node }) => node),
    ),
    ...(guard ? [guard] : []),
  ];
  const stepVectors = Math.ceil(stepNodes.length / 4);
  const fixedLevels = levels.filter(({ fixed }) => fixed.length > 0);
  const fixedAt = (node: Node): string => {
    const level = fixedLevels.find(({ fixed }) => fixed.some((value) => value.node === node)) as RowLevel;
    const i = level.fixed.findIndex((value) => value.node === node);
    const buffer = level.over.includes('tile') ? 'directions' : 'axes';
    return `${buffer}[d.${fixedStartOf(level)} + ${rowAt(level)} * ${level.fixed.length}u + ${i}u]`;
  };

  // ---- indices: at the tile's centre and by half columns and rows, each modulo 1 and, where wholes matter, in float32
  const inputOf = (name: string) => plan.inputs.find(({ node }) => node.name === name)?.node;
  const indices = supplied.map((index) => ({
    ...index,
    whole: inputOf(`index.${index.name}.whole`),
    fraction: inputOf(`index.${index.name}.fraction`),
    turns: inputOf(`index.${index.name}.turns`),
    rest: inputOf(`anchor.${index.name}.rest`),
  }));
  const wholesMatter = indices.some(({ whole }) => whole);
  const indexCode = ({ axis, from, byHalfColumn, byHalfRow }: SuppliedIndex) => {
    const array = (nodes: readonly Node[]) => `array<vec2u, ${nodes.length}>(${nodes.map(fixedAt).join(', ')})`;
    const factors = `${array(axis)}, ${array([from, byHalfColumn, byHalfRow].flat())}`;
    return { modulo: `moduloOne(${factors})`, estimate: `estimate(${factors})` };
  };
  const provideIndices = (here: WgslEmitter): void => {
    for (const { name, whole, fraction, turns, cells } of indices) {
      const inTurns = `modulo_${name}.x + odd.x * modulo_${name}.y + odd.y * modulo_${name}.z`;
      const atPixel = `fraction(${inTurns})`;
      if (fraction) here.provide(fraction, atPixel);
      if (turns && cells) here.provide(turns, `fraction(i32(${here.emit(cells)}) * (${inTurns}))`);
      if (!whole) continue;
      const ofPixel = fraction ? here.hold(fraction) : atPixel;
      here.provide(whole, `round(dot(estimate_${name}, vec3f(1f, vec2f(odd))) - ${ofPixel})`);
    }
  };
  const indexScope = fixedNodes.reduce((set, node) => union(set, node.scope), NO_LOOPS);
  const ofOrientation = overlap(indexScope, SHARED_LOOPS.orientation);
  /** The depth at which indices are made by every thread for itself, where no orientation runs. */
  const indexDepth = ofOrientation ? -1 : around.findIndex((runs) => contains(runs, indexScope));
  const orientationLoop = (outer: WgslEmitter, d: number, loop: InnerLoop): void => {
    code.block(`for (var start = 0u; start < d.orientations; start += ${TILE_PIXELS}u)`, () => {
      code.line('workgroupBarrier();');
      code.line('let orientation = start + lane;');
      code.block('if (orientation < d.orientations)', () => {
        const here = outer.inner();
        openRows(here, orientationRows);
        indices.forEach((index, i) => {
          const { modulo, estimate } = indexCode(index);
          code.line(`let modulo_${index.name} = ${modulo};`);
          code.line(`stepModulo[lane * ${indices.length}u + ${i}u] = modulo_${index.name};`);
          if (wholesMatter) code.line(`stepEstimate[lane * ${indices.length}u + ${i}u] = ${estimate};`);
          if (index.rest) here.provide(index.rest, `fraction(modulo_${index.name}.x)`);
        });
        for (let v = 0; v < stepVectors; v++) {
          const values = stepNodes.slice(4 * v, 4 * v + 4).map((node) => here.emit(node));
          const padding = new Array(4 - values.length).fill('0f');
          code.line(`steps[lane * ${stepVectors}u + ${v}u] = vec4f(${[...values, ...padding].join(', ')});`);
        }
      });
      code.line('workgroupBarrier();');
      code.line(`let count = min(${TILE_PIXELS}u, d.orientations - start);`);
      code.block('for (var turn = 0u; turn < count; turn++)', () => {
        const here = outer.inner();
        for (let v = 0; v < stepVectors; v++) {
          code.line(`let step${v} = steps[turn * ${stepVectors}u + ${v}u];`);
        }
        stepNodes.forEach((node, i) => {
          here.provide(node, `step${Math.floor(i / 4)}.${'xyzw'[i % 4]}`);
        });
        if (guard) code.line(`if (${here.emit(guard)} < 0f) { continue; }`);
        indices.forEach(({ name }, i) => {
          code.line(`let modulo_${name} = stepModulo[turn * ${indices.length}u + ${i}u];`);
          if (wholesMatter) code.line(`let estimate_${name} = stepEstimate[turn * ${indices.length}u + ${i}u];`);
        });
        provideIndices(here);
        levelCode(here, pixelsAt(d + 1));
      });
      for (const sum of sumsOver(loop)) flush(sum);
    });
  };

  // ---- the nest
  const atDepth = (outer: WgslEmitter, d: number): void => {
    const here = outer.inner();
    const [runs, before] = [around[d] as Node['scope'], around[d - 1]];
    const runsOf = (level: RowLevel) => nest.levels.find(({ name }) => name === level.name)?.loops as Node['scope'];
    openRows(here, (level) => contains(runs, runsOf(level)) && !(before && contains(before, runsOf(level))));
    if (d === indexDepth) {
      for (const index of indices) {
        const { modulo, estimate } = indexCode(index);
        code.line(`let modulo_${index.name} = ${modulo};`);
        if (wholesMatter) code.line(`let estimate_${index.name} = ${estimate};`);
      }
      provideIndices(here);
    }
    levelCode(here, pixelsAt(d));
    const loop = inner[d];
    if (loop) {
      for (const sum of sumsOver(loop)) code.line(`${sumName.get(sum)} = 0f;`);
      if (loop.shared === 'orientation') orientationLoop(here, d, loop);
      else {
        const { shared } = loop;
        code.block(`for (var ${shared} = 0u; ${shared} < ${COUNTS[shared]}; ${shared}++)`, () => {
          atDepth(here, d + 1);
          if (sumsOver(loop).length === 0) return;
          code.block(`if ((${shared} & 63u) == 63u)`, () => {
            for (const sum of sumsOver(loop)) flush(sum);
          });
        });
        for (const sum of sumsOver(loop)) flush(sum);
      }
      for (const [node, name] of kept) {
        if (inner.some((_, k) => k > d && keptFrom.get(node) === sumsAt(k))) here.provide(node, name);
      }
      levelCode(here, sumsAt(d));
    }
    if (d === 0) code.block('if (isWanted)', () => code.line(`image[at] = ${here.emit(photons)};`));
  };

  const numbers = [
    ...DISPATCH_NUMBERS,
    ...levels.filter(({ singles }) => singles.length > 0).map(startOf),
    ...fixedLevels.map(fixedStartOf),
  ];
  const workgroup: Record<string, readonly [type: string, count: number]> = {
    ...(stepVectors > 0 && { steps: ['vec4f', TILE_PIXELS * stepVectors] }),
    ...(ofOrientation && { stepModulo: ['vec3i', TILE_PIXELS * indices.length] }),
    ...(ofOrientation && wholesMatter && { stepEstimate: ['vec3f', TILE_PIXELS * indices.length] }),
  };
  declare(code, numbers, tables, workgroup);
  mainFunction(code, () => {
    for (const name of sumName.values()) {
      code.line(`var ${name} = 0f;`);
      code.line(`var ${name}part = 0f;`);
    }
    for (const name of kept.values()) code.line(`var ${name} = 0f;`);
    const root = wgslEmitter(code, plan.uses);
    for (const [node, name] of sumName) root.provide(node, name);
    for (const { node } of plan.inputs) {
      if (!isVector(node) || node.scope !== loops('pixel')) continue;
      const offset = node.name === 'column' ? 'x' : 'y';
      root.provide(node, `f32(inTile.${offset}) - ${(TILE_EDGE - 1) / 2}f`);
    }
    atDepth(root, 0);
  });

  const levelOf = ({ scope, finished }: Node) =>
    nest.levels.find((l) => contains(l.loops, scope) && contains(l.finished ?? NO_LOOPS, finished))?.name;
  const innermost = plan.nodes.filter((node) => levelOf(node) === pixelsAt(depth));
  const ofIndices =
    depth > 0 ? indices.reduce((sum, { whole }) => sum + FRACTION_OPERATIONS + (whole ? WHOLE_OPERATIONS : 0), 0) : 0;
  const ofSums = plan.accumulations.filter(({ at }) => at === pixelsAt(depth)).length;
  const operations = operationCount(innermost, plan.uses) + ofIndices + ofSums;
  return { code: code.text(), rows: rowsModule(plan, levels), numbers, tables, operations };
}
