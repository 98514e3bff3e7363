import { describeTerm } from '@braggsim/testkit/suites';
import { ellipsoid } from './ellipsoid';

const crystal = { cells: [5, 8, 13] } as never;
describeTerm(ellipsoid, {
  cases: [
    { name: '5 x 8 x 13 cells', derived: { crystal } },
    { name: 'a needle with a sharp centre', derived: { crystal }, params: { stretch: 2.5, decay: 4 } },
  ],
});
