import type { ShaderCode, WgslEmitter } from '@braggsim/formula/emit';
import type { Schedule } from '@braggsim/formula/graph';
import type { SuppliedIndex } from '@braggsim/sample-loop';
import type { RowLevel } from './host-rows';
import { FRACTION_OPERATIONS, WHOLE_OPERATIONS } from './operations';
import { THREADS } from './shader-frame';
import { fixedStartOf } from './shader-rows';

/** Number of parts of an index: its value at the tile's centre, and its change by half a column and by half a row. */
const PARTS = 3;

/**
 * Creates the code of the Miller indices. The threads of a workgroup compute the parts of all indices for each other, modulo 1
 * and, where integer parts are used, in float32; every thread computes the indices of its pixels from these parts.
 *
 * @param rowAt expression for the row of a level in the current iteration of its loops
 */
export function indexCode(
  code: ShaderCode,
  plan: Schedule,
  supplied: readonly SuppliedIndex[],
  levels: readonly RowLevel[],
  rowAt: (level: RowLevel) => string,
) {
  const inputOf = (name: string) => plan.inputs.find(({ node }) => node.name === name)?.node;
  const indices = supplied.map((index) => ({
    ...index,
    whole: inputOf(`index.${index.name}.whole`),
    fraction: inputOf(`index.${index.name}.fraction`),
    phaseInTurns: inputOf(`index.${index.name}.turns`),
    rest: inputOf(`anchor.${index.name}.rest`),
  }));
  const usesWholes = indices.some(({ whole }) => whole);
  /** Number of the parts of all indices. */
  const jobs = indices.length * PARTS;
  const fixedRow = (isOfTile: boolean): string => {
    const level = levels.find(({ fixed, over }) => fixed.length > 0 && over.includes('tile') === isOfTile);
    return level ? `d.${fixedStartOf(level)} + ${rowAt(level)} * ${level.fixed.length}u` : '0u';
  };
  return {
    jobs,
    hasRests: indices.some(({ rest }) => rest),
    /** Number of instructions for a sample. */
    operations: indices.reduce((sum, { whole }) => sum + FRACTION_OPERATIONS + (whole ? WHOLE_OPERATIONS : 0), 0),
    /** Arrays in workgroup memory for the parts of some iterations. */
    memory: (iterations: number): Record<string, readonly [type: string, count: number]> => ({
      ...(jobs > 0 && { modulos: ['i32', iterations * jobs] }),
      ...(usesWholes && { estimates: ['f32', iterations * jobs] }),
    }),
    /** Writes the code that computes the parts of some iterations; they are in workgroup memory after a barrier. */
    shareAnchors: (iterations: string, openIteration: (iteration: string) => void): void => {
      code.block(`for (var job = lane; job < ${iterations} * ${jobs}u; job += ${THREADS}u)`, () => {
        openIteration(`job / ${jobs}u`);
        code.line(`let axis = ${fixedRow(false)} + job % ${jobs}u / ${PARTS}u * 3u;`);
        code.line(`let direction = ${fixedRow(true)} + job % ${PARTS}u * 3u;`);
        code.line('modulos[job] = modulo(axis, direction);');
        if (usesWholes) code.line('estimates[job] = estimate(axis, direction);');
      });
    },
    /** Provides the reduced indices of the tile's centre. */
    provideRests: (here: WgslEmitter, iteration: string): void =>
      indices.forEach(({ rest }, i) => {
        if (rest) here.provide(rest, `fraction(modulos[${iteration} * ${jobs}u + ${PARTS * i}u])`);
      }),
    /** Provides the indices of the thread's pixels. */
    provide: (here: WgslEmitter, iteration: string): void =>
      indices.forEach(({ name, whole, fraction, phaseInTurns, cells }, i) => {
        const first = code.name();
        code.line(`let ${first} = ${iteration} * ${jobs}u + ${PARTS * i}u;`);
        const ofRow = `modulos[${first}] + oddSlow * modulos[${first} + 2u]`;
        code.line(`let phase_${name} = ${ofRow} + oddFast * modulos[${first} + 1u];`);
        if (fraction) here.provide(fraction, `fractions(phase_${name})`);
        if (phaseInTurns && cells) here.provide(phaseInTurns, `fractions(i32(${here.emit(cells)}) * phase_${name})`);
        if (!whole) return;
        const ofPixel = fraction ? here.hold(fraction) : `fractions(phase_${name})`;
        const inRow = `estimates[${first}] + f32(oddSlow) * estimates[${first} + 2u]`;
        here.provide(whole, `round(${inRow} + vec4f(oddFast) * estimates[${first} + 1u] - ${ofPixel})`);
      }),
  };
}
