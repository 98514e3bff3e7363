import type { Cut, ShaderCode, WgslEmitter } from '@braggsim/formula/graph';
import type { SuppliedIndex } from '@braggsim/sample-loop';
import type { RowLevel } from './host-rows';
import { FRACTION_OPERATIONS, WHOLE_OPERATIONS } from './operations';
import { THREADS } from './shader-frame';
import { fixedStartOf } from './shader-rows';

/** Of an index in fixed point: at the tile's centre, by half a column and by half a row. */
const PARTS = 3;

/**
 * Code of the indices: the threads share the parts of all of them, each modulo 1 and, where wholes matter, in float32, and
 * every thread makes those of its pixels from these.
 *
 * @param rowAt the row of a level in the turn of its loops that is open
 */
export function indexCode(
  code: ShaderCode,
  plan: Cut,
  supplied: readonly SuppliedIndex[],
  levels: readonly RowLevel[],
  rowAt: (level: RowLevel) => string,
) {
  const inputOf = (name: string) => plan.inputs.find(({ node }) => node.name === name)?.node;
  const indices = supplied.map((index) => ({
    ...index,
    whole: inputOf(`index.${index.name}.whole`),
    fraction: inputOf(`index.${index.name}.fraction`),
    turns: inputOf(`index.${index.name}.turns`),
    rest: inputOf(`anchor.${index.name}.rest`),
  }));
  const wholesMatter = indices.some(({ whole }) => whole);
  /** Parts of all indices. */
  const jobs = indices.length * PARTS;
  const fixedRow = (isOfTile: boolean): string => {
    const level = levels.find(({ fixed, over }) => fixed.length > 0 && over.includes('tile') === isOfTile);
    return level ? `d.${fixedStartOf(level)} + ${rowAt(level)} * ${level.fixed.length}u` : '0u';
  };
  return {
    jobs,
    hasRests: indices.some(({ rest }) => rest),
    /** Instructions for a sample. */
    operations: indices.reduce((sum, { whole }) => sum + FRACTION_OPERATIONS + (whole ? WHOLE_OPERATIONS : 0), 0),
    /** Workgroup memory for the parts of some turns. */
    memory: (turns: number): Record<string, readonly [type: string, count: number]> => ({
      ...(jobs > 0 && { modulos: ['i32', turns * jobs] }),
      ...(wholesMatter && { estimates: ['f32', turns * jobs] }),
    }),
    /** Makes the parts of some turns: after a barrier they are in workgroup memory. */
    shareAnchors: (turns: string, openTurn: (turn: string) => void): void => {
      code.block(`for (var job = lane; job < ${turns} * ${jobs}u; job += ${THREADS}u)`, () => {
        openTurn(`job / ${jobs}u`);
        code.line(`let axis = ${fixedRow(false)} + job % ${jobs}u / ${PARTS}u * 3u;`);
        code.line(`let direction = ${fixedRow(true)} + job % ${PARTS}u * 3u;`);
        code.line('modulos[job] = modulo(axis, direction);');
        if (wholesMatter) code.line('estimates[job] = estimate(axis, direction);');
      });
    },
    /** The reduced indices of the tile's centre. */
    provideRests: (here: WgslEmitter, turn: string): void =>
      indices.forEach(({ rest }, i) => {
        if (rest) here.provide(rest, `fraction(modulos[${turn} * ${jobs}u + ${PARTS * i}u])`);
      }),
    /** The indices of the thread's pixels. */
    provide: (here: WgslEmitter, turn: string): void =>
      indices.forEach(({ name, whole, fraction, turns, cells }, i) => {
        const first = code.name();
        code.line(`let ${first} = ${turn} * ${jobs}u + ${PARTS * i}u;`);
        const ofRow = `modulos[${first}] + oddSlow * modulos[${first} + 2u]`;
        code.line(`let turns_${name} = ${ofRow} + oddFast * modulos[${first} + 1u];`);
        if (fraction) here.provide(fraction, `fractions(turns_${name})`);
        if (turns && cells) here.provide(turns, `fractions(i32(${here.emit(cells)}) * turns_${name})`);
        if (!whole) return;
        const ofPixel = fraction ? here.hold(fraction) : `fractions(turns_${name})`;
        const inRow = `estimates[${first}] + f32(oddSlow) * estimates[${first} + 2u]`;
        here.provide(whole, `round(${inRow} + vec4f(oddFast) * estimates[${first} + 1u] - ${ofPixel})`);
      }),
  };
}
