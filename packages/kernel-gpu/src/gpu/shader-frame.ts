import type { Table } from '@braggsim/formula';
import { SHADER_LANES, type ShaderCode, tableFunctions, tableNames } from '@braggsim/formula/emit';
import { FIXED_POINT_WGSL } from './fixed-point';

/** Edge of a tile in pixels; the pixels of a tile share its anchors. */
export const TILE_EDGE = 16;
/** Number of pixels of a tile. */
export const TILE_PIXELS = TILE_EDGE ** 2;
/** Number of threads of a workgroup, each for neighbouring pixels of a row, and of the orientations that they prepare at a time. */
export const THREADS = TILE_PIXELS / SHADER_LANES;

/**
 * Names of the uniform numbers of a dispatch, in order, all u32: its first tile among the tiles of its band and among those
 * whose rows are in its buffers, then counts and edges.
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

/** Name of the uniform number of pixels between an output and the next one, in shaders with several. */
export const PLANE = 'plane';

/** Returns the name of the values of an output for the pixels of a thread. */
export const resultName = (output: number): string => (output === 0 ? 'result' : `result${output}`);

/** Names of the bindings before those of the tables. */
export const BINDINGS = ['dispatch', 'tileOrigins', 'shot', 'tiles', 'axes', 'directions', 'image'] as const;

const BUFFERS = {
  dispatch: ['uniform', 'd', 'Dispatch'],
  tileOrigins: ['storage, read', 'tileOrigins', 'array<vec2u>'],
  shot: ['storage, read', 'shot', 'array<f32>'],
  tiles: ['storage, read', 'tiles', 'array<f32>'],
  axes: ['storage, read', 'axes', 'array<vec2u>'],
  directions: ['storage, read', 'directions', 'array<vec2u>'],
  image: ['storage, read_write', 'image', 'array<f32>'],
} as const;

/**
 * Writes the declarations before the main function.
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
  code.line(INDEX_WGSL);
}

/** WGSL functions for the product of a cell vector and a direction: modulo 1 in fixed point, and in float32. */
const INDEX_WGSL = `\
fn modulo(axis: u32, direction: u32) -> i32 {
  return bitcast<i32>(phaseInTurns(axes[axis], directions[direction])
    + phaseInTurns(axes[axis + 1u], directions[direction + 1u])
    + phaseInTurns(axes[axis + 2u], directions[direction + 2u]));
}
fn estimate(axis: u32, direction: u32) -> f32 {
  return axisValue(axes[axis]) * directionValue(directions[direction])
    + axisValue(axes[axis + 1u]) * directionValue(directions[direction + 1u])
    + axisValue(axes[axis + 2u]) * directionValue(directions[direction + 2u]);
}
`;

/**
 * Writes the main function: the positions of the pixels of a thread, the code of `body`, which computes the result of each
 * output, and the stores into their images. `oddFast` and `oddSlow` count half pixels from the tile's centre.
 */
export function mainFunction(code: ShaderCode, outputs: number, body: () => void): void {
  code.line(`@compute @workgroup_size(${THREADS})`);
  code.block('fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32)', () => {
    const across = TILE_EDGE / SHADER_LANES;
    code.line('let tile = d.firstRow + group.x;');
    code.line(`let inTile = vec2u(${SHADER_LANES}u * (lane % ${across}u), lane / ${across}u);`);
    code.line(`let oddFast = 2 * vec4i(i32(inTile.x)) + vec4i(0, 2, 4, 6) - ${TILE_EDGE - 1};`);
    code.line(`let oddSlow = 2 * i32(inTile.y) - ${TILE_EDGE - 1};`);
    body();
    code.line('let pixel = tileOrigins[d.firstTile + group.x] + inTile;');
    code.block('if (pixel.y >= d.firstSlow && pixel.y <= d.lastSlow)', () => {
      code.line('let at = pixel.y * d.width + pixel.x - d.bandStart;');
      code.block(`for (var i = 0u; i < ${SHADER_LANES}u; i++)`, () => {
        code.line('let fast = pixel.x + i;');
        const stores = Array.from({ length: outputs }, (_, n) => {
          const plane = n === 0 ? '' : `${n}u * d.${PLANE} + `;
          return `image[${plane}at + i] = ${resultName(n)}[i];`;
        });
        code.line(`if (fast >= d.firstFast && fast <= d.lastFast) { ${stores.join(' ')} }`);
      });
    });
  });
}
