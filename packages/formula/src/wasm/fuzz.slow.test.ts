import { expect, test } from 'vitest';
import { fuzz } from '../testing/fuzz';
import { hasRelaxedSimd } from './writer';

test('5,000 random programs on WebAssembly agree with plain numbers', () => {
  const { wrong, telling } = fuzz({ first: 1_000_000, count: 5000, relaxed: hasRelaxedSimd() });
  expect(wrong).toEqual([]);
  expect(telling).toBeGreaterThan(0.5);
});
