import { describeTerm } from '@braggsim/testkit/suites';
import { diffuseRing } from './diffuse-ring';

describeTerm(diffuseRing, {
  cases: [
    { name: 'a ring at 3.5 Å', params: { peakE2: 1e6, spacingA: 3.5, widthPerA: 0.02 } },
    { name: 'a broad halo', params: { peakE2: 10, spacingA: 100, widthPerA: 0.3 } },
  ],
});
