import { type ImageGraph, type RunningLoops, TILE_EDGE } from '@braggsim/core/sample-graph';
import type { Table } from '@braggsim/formula';
import {
  type Cut,
  contains,
  cut,
  isVector,
  leaving,
  loops,
  type Node,
  shaderCode,
  tableFunctions,
  tableNames,
  type WgslEmitter,
  wgslEmitter,
} from '@braggsim/formula/graph';
import { AXIS_UNIT, DIRECTION_UNIT, FIXED_POINT_WGSL } from './fixed-point';
import { type RowLevel, type RowsModule, rowsModule } from './host-rows';
import { type InnerLoop, type NestLevels, nestLevels, pixelsAt, type SharedLoop, STEPS, sumsAt } from './levels';

/** Threads of a workgroup, one for each pixel of a tile; and the orientations that they prepare in one go. */
export const TILE_PIXELS = TILE_EDGE ** 2;

/** The uniform numbers of a dispatch, in order, all u32. `start…` are places of rows, in float32, of each level. */
export const DISPATCH_NUMBERS = [
  'firstTile',
  'places',
  'sources',
  'orientations',
  'firstFast',
  'lastFast',
  'firstSlow',
  'lastSlow',
  'width',
  'bandStart',
] as const;

/** Bindings ahead of the tables. */
export const BINDINGS = ['dispatch', 'spots', 'shot', 'tiles', 'axes', 'directions', 'image'] as const;

/** A shader for images of one kind, and what it wants from the host. */
export interface ImageShader {
  readonly code: string;
  readonly rows: RowsModule;
  /** Names of the uniform numbers: those of every dispatch, and the start of the rows of each host level. */
  readonly numbers: readonly string[];
  readonly tables: readonly Table[];
}

/** Name of the uniform number that says where the rows of a level start. */
export const startOf = (level: RowLevel): string => `start_${level.over.join('_') || 'plan'}`;
const COUNTS: Readonly<Record<SharedLoop, string>> = {
  tile: '',
  place: 'd.places',
  source: 'd.sources',
  orientation: 'd.orientations',
};

/** What crosses from each host level to the device, and the anchors' factors where the device makes the anchors. */
function rowLevels(plan: Cut, { host }: NestLevels, { anchors }: ImageGraph, levelOf: (node: Node) => string) {
  const hostNames = new Set(host.map(({ name }) => name));
  const crossing = plan.crossings.filter(({ from, to }) => hostNames.has(from) && !hostNames.has(to));
  const fixed = new Map<Node, number>();
  for (const { axis, from } of anchors) {
    for (const node of axis) fixed.set(node, AXIS_UNIT);
    for (const node of from) fixed.set(node, DIRECTION_UNIT);
  }
  return host.map(
    (level): RowLevel => ({
      ...level,
      singles: [...new Set(crossing.filter(({ from }) => from === level.name).map(({ node }) => node))],
      fixed: [...fixed].filter(([node]) => levelOf(node) === level.name).map(([node, unit]) => ({ node, unit })),
    }),
  );
}

/**
 * The shader of an image. A workgroup is a tile of pixels, a thread a pixel. Loops run over places, sources and
 * orientations; ahead of every 64 orientations each thread makes the anchors of one of them, in fixed point, and leaves
 * in workgroup memory what all need of it. Sums are taken in batches of 64, so that long ones stay accurate.
 */
export function imageShader(graph: ImageGraph, running: RunningLoops, tables: readonly Table[]): ImageShader {
  const { photons, guard, anchors } = graph;
  const nest = nestLevels(running);
  const { inner, around } = nest;
  const depth = inner.length;
  const last = depth === 0 ? pixelsAt(0) : sumsAt(0);
  const hostLevelOf = (node: Node) => nest.levels.find(({ loops: runs }) => contains(runs, node.scope))?.name ?? '';
  const fixedNodes = anchors.flatMap(({ axis, from }) => [...axis, ...from]);
  const plan = cut(nest.levels, [
    { node: photons, at: last },
    ...(guard ? [{ node: guard, at: STEPS }] : []),
    ...fixedNodes.map((node) => ({ node, at: hostLevelOf(node) })),
  ]);
  const levels = rowLevels(plan, nest, graph, hostLevelOf).filter(
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
  const anchorInputs = plan.inputs.filter(({ node, at }) => at === STEPS && node.name.startsWith('anchor.'));
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
    const isAxis = level.over.includes('orientation');
    const row = isAxis ? 'orientation' : rowAt(level);
    return `${isAxis ? 'axes' : 'directions'}[${row} * ${level.fixed.length}u + ${i}u]`;
  };
  const anchorCode = (here: WgslEmitter): void => {
    for (const { name, axis, from } of anchors) {
      const pairs = axis.map((node, i) => [fixedAt(node), fixedAt(from[i] as Node)] as const);
      const dot = (f: (a: string, b: string) => string) => pairs.map(([a, b]) => f(a, b)).join(' + ');
      code.line(`let rest_${name} = fraction(${dot((a, b) => `turns(${a}, ${b})`)});`);
      for (const { node } of anchorInputs) {
        if (node.name === `anchor.${name}.rest`) here.provide(node, `rest_${name}`);
        if (node.name !== `anchor.${name}.whole`) continue;
        const index = dot((a, b) => `axisValue(${a}) * directionValue(${b})`);
        here.provide(node, `round(${index} - rest_${name})`);
      }
    }
  };
  const orientationLoop = (outer: WgslEmitter, d: number, loop: InnerLoop): void => {
    code.block(`for (var start = 0u; start < d.orientations; start += ${TILE_PIXELS}u)`, () => {
      code.line('workgroupBarrier();');
      code.line('let orientation = start + lane;');
      code.block('if (orientation < d.orientations)', () => {
        const here = outer.inner();
        openRows(here, orientationRows);
        anchorCode(here);
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

  const numbers = [...DISPATCH_NUMBERS, ...levels.filter(({ singles }) => singles.length > 0).map(startOf)];
  code.block('struct Dispatch', () => {
    for (const name of numbers) code.line(`${name}: u32,`);
  });
  const types = {
    dispatch: ['uniform', 'd', 'Dispatch'],
    spots: ['storage, read', 'spots', 'array<vec2u>'],
    shot: ['storage, read', 'shot', 'array<f32>'],
    tiles: ['storage, read', 'tiles', 'array<f32>'],
    axes: ['storage, read', 'axes', 'array<vec2u>'],
    directions: ['storage, read', 'directions', 'array<vec2u>'],
    image: ['storage, read_write', 'image', 'array<f32>'],
  } as const;
  const variables = [
    ...BINDINGS.map((name) => types[name]),
    ...tables.map((table) => ['storage, read', tableNames(table).values, 'array<f32>']),
  ];
  variables.forEach(([space, name, type], i) => {
    code.line(`@group(0) @binding(${i}) var<${space}> ${name}: ${type};`);
  });
  if (stepVectors > 0) code.line(`var<workgroup> steps: array<vec4f, ${TILE_PIXELS * stepVectors}>;`);
  for (const table of tables) code.line(tableFunctions(table));
  if (anchors.length > 0) code.line(FIXED_POINT_WGSL);
  code.line(`@compute @workgroup_size(${TILE_PIXELS})`);
  code.block('fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32)', () => {
    code.line('let tile = group.x;');
    code.line('let spot = spots[d.firstTile + tile];');
    code.line(`let inTile = vec2u(lane % ${TILE_EDGE}u, lane / ${TILE_EDGE}u);`);
    code.line('let pixel = spot + inTile;');
    code.line('let at = pixel.y * d.width + pixel.x - d.bandStart;');
    const within = (axis: 'x' | 'y', way: string) => `pixel.${axis} >= d.first${way} && pixel.${axis} <= d.last${way}`;
    code.line(`let isWanted = ${within('x', 'Fast')} && ${within('y', 'Slow')};`);
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
  return { code: code.text(), rows: rowsModule(plan, levels), numbers, tables };
}
