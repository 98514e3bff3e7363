import { graph } from '../graph/graph';
import { simplify } from '../graph/simplify';
import {
  type FuzzReport,
  fuzzReport,
  inputValue,
  programGraph,
  randomProgram,
  runNumbers,
  table,
  tableValues,
} from './fuzz';
import { PIXELS } from './nest';
import { shaderNest } from './shader-nest';

/**
 * Runs a shader of one workgroup with read-only buffers at bindings 0, 1, …, and returns the buffer at the next
 * binding, which it writes.
 */
export type RunShader = (code: string, reads: readonly Float32Array[], writes: number) => Promise<Float32Array>;

/** Compares programs of consecutive seeds as shaders with plain numbers. */
export async function fuzzShaders(
  { first, count }: { readonly first: number; readonly count: number },
  run: RunShader,
): Promise<FuzzReport> {
  const report = fuzzReport();
  for (let seed = first; seed < first + count; seed++) {
    const program = randomProgram(seed);
    const g = graph('single');
    const images = simplify(g, [programGraph(program, g)]);
    const { code, inputs } = shaderNest(images, inputValue(program), program.iterations, table);
    const found = await run(code, [inputs, Float32Array.from(tableValues)], PIXELS);
    report.add(
      `seed ${seed}`,
      Array.from(found, (value, pixel) => ({ pixel, expected: runNumbers(program, 'single', pixel), found: value })),
    );
  }
  return report.finish();
}
