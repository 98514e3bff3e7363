import type { Derived } from '@braggsim/core/derived';
import { calculator, numbers } from '@braggsim/formula';
import { describeTerm } from '@braggsim/testkit/suites';
import { expect, test } from 'vitest';
import { debyeWaller } from './debye-waller';

test('B = 20 Å² leaves exp(-2.5) of the intensity at a resolution of 2 Å', () => {
  const constants = debyeWaller.constants({ bA2: 20 }, {} as Derived);
  // At 2 Å, sin(theta)/lambda is 1/4 per Å.
  expect(debyeWaller.formula(calculator(numbers()), { sinThetaOverLambda: 2.5e9 }, constants, {})).toBeCloseTo(
    Math.exp(-2.5),
    14,
  );
});

describeTerm(debyeWaller, {
  cases: [
    { name: 'B = 20 Å²', params: { bA2: 20 } },
    { name: 'atoms at rest', params: { bA2: 0 } },
  ],
});
