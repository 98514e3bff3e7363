import { expect, test } from 'vitest';
import { fuzz } from '../testing/fuzz';
import { hasRelaxedSimd } from './writer';

test('300 random programs on WebAssembly agree with plain numbers', () => {
  const { wrong, telling } = fuzz({ first: 1, count: 300, relaxed: hasRelaxedSimd() });
  expect(wrong).toEqual([]);
  expect(telling).toBeGreaterThan(0.5);
});
