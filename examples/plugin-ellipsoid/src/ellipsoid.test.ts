import { describeTerm } from '@braggsim/testkit/suites';
import { ellipsoid } from './ellipsoid';

const crystal = { cells: [5, 8, 13] } as never;
describeTerm(ellipsoid, { cases: [{ name: '5 x 8 x 13 cells', derived: { crystal } }] });
