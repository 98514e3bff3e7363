import { graph, loops, NO_LOOPS, schedule } from '@braggsim/formula/graph';
import { expect, test } from 'vitest';
import { rowMaker, rowMemory, rowsModule } from './host-rows';

/** The rows of a value that is a factor of the plan times the fast coordinate of a tile, plus the slow one. */
function module() {
  const g = graph('double');
  const node = g.add(
    g.mul(g.input('factor', NO_LOOPS), g.input('tileFast', loops('tile'))),
    g.input('tileSlow', loops('tile')),
  );
  const plan = schedule([{ name: 'host tile', loops: loops('tile') }], [{ node, at: 'host tile' }]);
  return rowsModule(plan, [{ name: 'host tile', over: ['tile'], singles: [node], fixed: [] }]);
}

test('panels that compute their rows in turns in one memory get what each gets alone', () => {
  const rows = module();
  const empty = new Float64Array();
  const numbers = (factor: number) => ({
    planValues: Float64Array.of(factor),
    tables: { places: empty, sources: empty, orientations: empty },
    counts: { places: 1, sources: 1, orientations: 1 },
  });
  const memory = rowMemory();
  const [first, second] = [rowMaker(memory, rows, numbers(3)), rowMaker(memory, rows, numbers(5))];
  const rowsOf = (maker: typeof first, ...centres: readonly number[]) => {
    const [row] = maker.tileRows(Float64Array.from(centres));
    return [...new Float32Array((row?.singles ?? empty).slice().buffer)];
  };
  expect(rowsOf(first, 2, 0.5)).toEqual([6.5]);
  expect(rowsOf(second, 2, 0.5, 4, 1)).toEqual([10.5, 21]);
  expect(rowsOf(first, 4, 1)).toEqual([13]);
  // So many tiles that the memory grows.
  const many = Array.from({ length: 20_000 }, (_, i) => [i, 1]).flat();
  expect(rowsOf(second, ...many).at(-1)).toBe(5 * 19_999 + 1);
  expect(rowsOf(first, 2, 0.5)).toEqual([6.5]);
});
