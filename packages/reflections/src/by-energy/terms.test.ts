import type { Table } from '@braggsim/formula';
import { describeTerm } from '@braggsim/testkit/suites';
import { dampedTerms } from '../damped';
import { termsByEnergy } from './terms';

/** A table of so many numbers for each reflection, with l from -4 to 4. */
function caseOf(each: number) {
  const table: Table = { name: 'F', min: [-6, -5, -4 * each], count: [13, 11, 9 * each] };
  return {
    name: `${each} numbers each`,
    specialization: { table, each, least: -4, most: 4, ...(each > 4 && { kinds: each / 2 - 1 }) },
    tables: { F: Float64Array.from({ length: 13 * 11 * 9 * each }, (_, i) => 1 + ((i * 37) % 101)) },
  };
}
const NUMBERS: Readonly<Record<string, number>> = {
  'anomalous-one': 4,
  'anomalous-parts': 10,
  'amplitude-channels': 3,
};
const INDICES = { h0: [-3, 3], k0: [-3, 3], l0: [-6, 6] } as const;
const LENGTH = { sinThetaOverLambda: [1e8, 5e9] } as const;

for (const term of [...termsByEnergy, ...dampedTerms.slice(3)]) {
  const id = term.id.replace('damped-', '');
  const isDamped = term.id !== id;
  const one = { ...caseOf(NUMBERS[id] as number), ...(isDamped && { params: { bFactorA2: 30 } }) };
  const channels = id === 'amplitude-channels' ? ({ channelValue0: [0, 1.9], channelValue1: [0, 1] } as const) : {};
  describeTerm(term, { cases: [one], ranges: { ...INDICES, ...(isDamped && LENGTH), ...channels } });
}
