import { serialReadoutRunner } from '@braggsim/noise';
import { describeReadout } from '@braggsim/testkit/suites';
import { countLoss } from './count-loss';

const exact = (value: number, mean: number) => ({ value, mean, variance: 0 });

describeReadout(
  countLoss,
  {
    'dead for 120 ns': { params: {}, keys: [], laws: [exact(1e6, 1e6 / 1.12), exact(0, 0)] },
    'dead for 1 µs, in 10 ms': {
      params: { deadTimeNs: 1000, exposureS: 0.01 },
      keys: [],
      laws: [exact(1e4, 5000), exact(1, 1 / 1.0001)],
    },
  },
  (_threads, stage, params, panels, key) => serialReadoutRunner.apply([{ stage, params }], panels, key),
);
