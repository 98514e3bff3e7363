import { TILE_EDGE } from '@braggsim/core/sample-graph';
import type { Table } from '@braggsim/formula';
import { type ShaderCode, tableFunctions, tableNames } from '@braggsim/formula/graph';
import { FIXED_POINT_WGSL } from './fixed-point';

/** Threads of a workgroup, one for each pixel of a tile; and the orientations that they prepare in one go. */
export const TILE_PIXELS = TILE_EDGE ** 2;

/**
 * The uniform numbers of a dispatch, in order, all u32: its first tile among the spots of its band and among those whose
 * rows are in its buffers, then counts and edges.
 */
export const DISPATCH_NUMBERS = [
  'firstTile',
  'firstRow',
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

const BUFFERS = {
  dispatch: ['uniform', 'd', 'Dispatch'],
  spots: ['storage, read', 'spots', 'array<vec2u>'],
  shot: ['storage, read', 'shot', 'array<f32>'],
  tiles: ['storage, read', 'tiles', 'array<f32>'],
  axes: ['storage, read', 'axes', 'array<vec2u>'],
  directions: ['storage, read', 'directions', 'array<vec2u>'],
  image: ['storage, read_write', 'image', 'array<f32>'],
} as const;

/**
 * Everything ahead of the main function.
 *
 * @param numbers names of the uniform numbers
 * @param workgroup arrays that the threads of a tile share, by name
 */
export function declare(
  code: ShaderCode,
  numbers: readonly string[],
  tables: readonly Table[],
  workgroup: Readonly<Record<string, readonly [type: string, count: number]>>,
): void {
  code.block('struct Dispatch', () => {
    for (const name of numbers) code.line(`${name}: u32,`);
  });
  const variables = [
    ...BINDINGS.map((name) => BUFFERS[name]),
    ...tables.map((table) => ['storage, read', tableNames(table).values, 'array<f32>']),
  ];
  variables.forEach(([space, name, type], i) => {
    code.line(`@group(0) @binding(${i}) var<${space}> ${name}: ${type};`);
  });
  for (const [name, [type, count]] of Object.entries(workgroup)) {
    code.line(`var<workgroup> ${name}: array<${type}, ${count}>;`);
  }
  for (const table of tables) code.line(tableFunctions(table));
  code.line(FIXED_POINT_WGSL);
}

/** The main function: where its pixel lies, and what it computes there. `odd` counts half pixels from the tile's centre. */
export function mainFunction(code: ShaderCode, body: () => void): void {
  code.line(`@compute @workgroup_size(${TILE_PIXELS})`);
  code.block('fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32)', () => {
    code.line('let tile = d.firstRow + group.x;');
    code.line('let spot = spots[d.firstTile + group.x];');
    code.line(`let inTile = vec2u(lane % ${TILE_EDGE}u, lane / ${TILE_EDGE}u);`);
    code.line(`let odd = 2 * vec2i(inTile) - ${TILE_EDGE - 1};`);
    code.line('let pixel = spot + inTile;');
    code.line('let at = pixel.y * d.width + pixel.x - d.bandStart;');
    const within = (axis: 'x' | 'y', way: string) => `pixel.${axis} >= d.first${way} && pixel.${axis} <= d.last${way}`;
    code.line(`let isWanted = ${within('x', 'Fast')} && ${within('y', 'Slow')};`);
    body();
  });
}
