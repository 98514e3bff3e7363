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

const TRICLINIC = [70, 80, 90, 75, 85, 95] as const;
const CASES: Readonly<Record<string, Parameters<typeof crystalOf>[0]>> = {
  'one cell, cubic': { cells: [1, 1, 1] },
  '5 x 5 x 5 cells, triclinic': { cells: [5, 5, 5], cell: TRICLINIC },
  '2 x 9 x 10 cells, cubic': { cells: [2, 9, 10] },
  '40 x 3 x 25 cells, triclinic': { cells: [40, 3, 25], cell: TRICLINIC },
};
const cases = Object.entries(CASES).map(([name, crystal]) => ({
  name,
  derived: { crystal: crystalOf({ ...crystal, fudge: 1.3 }) },
}));
for (const shape of [square, round, gauss, tophat, gaussHkl, gaussStar, tophatHkl]) describeTerm(shape, { cases });

const acrossAxes = crystalOf({
  cell: [25, 25, 29, 90, 90, 120],
  cells: [7, 4, 5],
  cellsOffDiagonal: [0.5, 0, -0.3],
  shape: 'gauss-hkl',
  shapeSymmetry: '321',
});
describeTerm(gaussHkl, { cases: [{ name: 'across the axes, with a symmetry', derived: { crystal: acrossAxes } }] });
