import { expect, test } from 'vitest';
import { fuzz } from '../testing/fuzz';
import { hasRelaxedSimd } from './writer';

/** BRAGGSIM_FUZZ_THOUSANDS=10 runs as many as a release is tested with. */
const COUNT = 1000 * Number(process.env.BRAGGSIM_FUZZ_THOUSANDS ?? 2);

test(`${COUNT} random programs on WebAssembly agree with plain numbers`, () => {
  const { wrong, telling } = fuzz({ first: 1_000_000, count: COUNT, relaxed: hasRelaxedSimd() });
  expect(wrong).toEqual([]);
  expect(telling).toBeGreaterThan(0.5);
});
