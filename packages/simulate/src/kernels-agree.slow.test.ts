import { describe, expect, test } from 'vitest';
import { expectAgreement, type Margins } from './kernels-agree.fixture';
import { allPairs, pairsOf } from './pairs.fixture';
import { OPTION_COUNTS, randomRows, randomTrials, smoothTrials } from './random-experiment.fixture';

/** Enough for every pair of values of two options. */
const COUNT = 110;

describe('every pair of values of two options', () => {
  const found: Margins[] = [];
  test('is among the experiments', () => {
    const pairs = new Set(randomRows(COUNT).flatMap(pairsOf));
    for (const pair of allPairs(OPTION_COUNTS)) expect(pairs).toContain(pair);
  });
  test.each(randomTrials(COUNT))('$name is the same on the reference and the cpu kernel', async (trial) => {
    found.push(await expectAgreement(trial));
  });
  test('most experiments have something to see', () => {
    expect(found.filter(({ maximum }) => maximum > 0).length).toBeGreaterThan(0.6 * COUNT);
  });
});

describe('the bound of single precision', () => {
  const found: Margins[] = [];
  test.each(smoothTrials(COUNT / 4))('holds for $name', async (trial) => {
    found.push(await expectAgreement(trial));
  });
  test('is there for nearly all of them, and not far above what happens', () => {
    expect(found.filter(({ bounded }) => bounded).length).toBeGreaterThan(0.9 * found.length);
    expect(Math.max(...found.map(({ single }) => single))).toBeGreaterThan(0.2);
  });
});
