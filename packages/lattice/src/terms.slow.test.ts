import { describeTerm } from '@braggsim/testkit/suites';
import { gauss } from './shapes/gauss';
import { gaussHkl } from './shapes/gauss-hkl';
import { gaussStar } from './shapes/gauss-star';
import { round } from './shapes/round';
import { crystalOf } from './shapes/shape.fixture';
import { square } from './shapes/square';
import { tophat } from './shapes/tophat';
import { tophatHkl } from './shapes/tophat-hkl';

const TRICLINIC = [70, 80, 90, 75, 85, 95] as const;
/** Sizes with the cell, cubic or triclinic, that the fast test leaves out, so that both together have all pairs. */
const CASES: Readonly<Record<string, Parameters<typeof crystalOf>[0]>> = {
  'one cell, triclinic': { cells: [1, 1, 1], cell: TRICLINIC },
  '5 x 5 x 5 cells, cubic': { cells: [5, 5, 5] },
  '2 x 9 x 10 cells, triclinic': { cells: [2, 9, 10], cell: TRICLINIC },
  '40 x 3 x 25 cells, cubic': { cells: [40, 3, 25] },
};
const cases = Object.entries(CASES).map(([name, crystal]) => ({
  name,
  derived: { crystal: crystalOf({ ...crystal, fudge: 1.3 }) },
}));
for (const shape of [square, round, gauss, tophat, gaussHkl, gaussStar, tophatHkl]) describeTerm(shape, { cases });
