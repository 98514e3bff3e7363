import { planTerm } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { bench } from 'vitest';
import { water } from './water';

bench('plan of a water background', () => {
  planTerm(water, { params: { thicknessUm: 100 } }, {} as Derived);
});
