import type { Vec3 } from '@braggsim/core';
import { describeTerm } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { gauss } from './shapes/gauss';
import { gaussHkl } from './shapes/gauss-hkl';
import { gaussStar } from './shapes/gauss-star';
import { round } from './shapes/round';
import { crystalOf } from './shapes/shape.fixture';
import { square } from './shapes/square';
import { tophat } from './shapes/tophat';
import { tophatHkl } from './shapes/tophat-hkl';
import { latticeTerms } from './terms';

test('are registered under their own ids', async () => {
  expect([...latticeTerms.keys()]).toEqual([
    'square',
    'round',
    'gauss',
    'tophat',
    'gauss-hkl',
    'gauss-star',
    'tophat-hkl',
  ]);
  for (const [id, make] of latticeTerms) expect((await make()).id).toBe(id);
});

const CELLS: readonly Vec3[] = [
  [1, 1, 1],
  [5, 5, 5],
  [2, 9, 10],
  [40, 3, 25],
];
const cases = CELLS.flatMap((cells) =>
  [undefined, [70, 80, 90, 75, 85, 95]].map((cell) => ({
    name: `${cells.join(' x ')} cells, ${cell ? 'triclinic' : 'cubic'}`,
    derived: { crystal: crystalOf({ cells, fudge: 1.3, ...(cell && { cell }) }) },
  })),
);
for (const shape of [square, round, gauss, tophat, gaussHkl, gaussStar, tophatHkl]) describeTerm(shape, { cases });

const acrossAxes = crystalOf({
  cell: [25, 25, 29, 90, 90, 120],
  cells: [7, 4, 5],
  cellsOffDiagonal: [0.5, 0, -0.3],
  shape: 'gauss-hkl',
  shapeSymmetry: '321',
});
describeTerm(gaussHkl, { cases: [{ name: 'across the axes, with a symmetry', derived: { crystal: acrossAxes } }] });
