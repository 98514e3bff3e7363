import { setFlagsFromString } from 'node:v8';
import { expect, test } from 'vitest';
import { cMachine, fuzzC } from '../testing/c-fuzz';
import { hasRelaxedSimd } from '../wasm/writer';

test('10,000 random programs give the same bits on WebAssembly and in C', () => {
  const machine = cMachine();
  if (typeof machine === 'string') throw new Error(`the slow lane needs a machine for native kernels: ${machine}`);
  if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
  const { different, varied } = fuzzC({ first: 2_000_000, count: 10_000, relaxed: hasRelaxedSimd(), ...machine });
  expect(different).toEqual([]);
  expect(varied).toBeGreaterThan(0.5);
});
