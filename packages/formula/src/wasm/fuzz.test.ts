import { expect, test } from 'vitest';
import { fuzz } from '../testing/fuzz';
import { hasRelaxedSimd } from './writer';

/** Mutation tests, which run every test often, ask for fewer. */
const count = process.env.BRAGGSIM_BRIEF_TESTS === '1' ? 40 : 100;

test(`${count} random programs on WebAssembly agree with plain numbers`, () => {
  const { wrong, telling } = fuzz({ first: 1, count, relaxed: hasRelaxedSimd() });
  expect(wrong).toEqual([]);
  expect(telling).toBeGreaterThan(0.5);
});
