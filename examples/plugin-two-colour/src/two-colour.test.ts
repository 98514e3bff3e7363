import { describeSource } from '@braggsim/testkit/suites';
import { twoColour } from './two-colour';

describeSource(twoColour, {
  'two alike, 1 % apart': { params: {}, sources: 2, meanWavelength: 1 },
  'mostly red, 4 % apart': { params: { separationPercent: 4, redPart: 0.75 }, sources: 2, meanWavelength: 1.01 },
});
