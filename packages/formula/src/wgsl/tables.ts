import type { Table } from '../algebra';
import { literal } from './code';

/** Returns the names of the values of a table, and of the functions that read it, in a shader. */
export const tableNames = ({ name }: Table) => {
  const suffix = name.replace(/[^A-Za-z0-9]/g, (c) => `_${c.charCodeAt(0)}`);
  return { values: `table_${suffix}`, lookup: `lookup_${suffix}`, stencil: `stencil_${suffix}` };
};

const STENCIL_EDGE = 4;

/**
 * Returns the functions `lookup_<table>` and `stencil_<table>`, which read the array `table_<table>` of float32: the
 * value at three whole numbers clamped to the table, and the weighted sum of 4 x 4 x 4 values from a corner, for tables
 * of that size or larger.
 */
export function tableFunctions(table: Table): string {
  const { values, lookup, stencil } = tableNames(table);
  const [, nj, nk] = table.count;
  const place = (margin: number) =>
    (['i', 'j', 'k'] as const)
      .map((index, axis) => {
        const first = table.min[axis] as number;
        const last = first + (table.count[axis] as number) - margin;
        return `  let ${index} = i32(clamp(${'xyz'[axis]}, ${literal(first)}, ${literal(last)})) - (${first});`;
      })
      .join('\n');
  const single = `\
fn ${lookup}(x: f32, y: f32, z: f32) -> f32 {
${place(1)}
  return ${values}[(i * ${nj} + j) * ${nk} + k];
}
`;
  if (table.count.some((count) => count < STENCIL_EDGE)) return single;
  return `\
${single}fn ${stencil}(x: f32, y: f32, z: f32, a: vec4f, b: vec4f, c: vec4f) -> f32 {
${place(STENCIL_EDGE)}
  var total = 0f;
  for (var p = 0; p < 4; p++) {
    for (var q = 0; q < 4; q++) {
      let at = ((i + p) * ${nj} + j + q) * ${nk} + k;
      total += a[p] * b[q] * dot(c, vec4f(${[0, 1, 2, 3].map((n) => `${values}[at + ${n}]`).join(', ')}));
    }
  }
  return total;
}
`;
}
