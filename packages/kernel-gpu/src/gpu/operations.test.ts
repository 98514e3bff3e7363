import { calculator } from '@braggsim/formula';
import { graph, loops, schedule } from '@braggsim/formula/graph';
import { expect, test } from 'vitest';
import { operationCount } from './operations';

function count(formula: (m: ReturnType<typeof calculator>, x: never, y: never) => unknown): number {
  const g = graph('single');
  const [x, y] = [g.input('x', loops('pixel')), g.input('y', loops('pixel'))];
  const node = formula(calculator(g) as never, x as never, y as never) as typeof x;
  const { nodes, uses } = schedule([{ name: 'pixel', loops: loops('pixel') }], [{ node, at: 'pixel' }]);
  return operationCount(nodes, uses);
}

test('a product with a single use counts together with the sum that it is added to, others count separately', () => {
  expect(count((m, x, y) => m.product(x, y))).toBe(1);
  expect(count((m, x, y) => m.sum(m.product(x, y), 1))).toBe(1);
  expect(count((m, x, y) => m.sum(m.product(x, x), m.product(y, y)))).toBe(2);
  expect(count((m, x, y) => m.product(m.sum(m.product(x, y), 1), m.product(x, y)))).toBe(3);
  expect(count((m, x, y) => m.ratio(x, m.sqrt(y)))).toBe(2);
});
