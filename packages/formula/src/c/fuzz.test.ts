import { expect, test } from 'vitest';
import { fuzzC } from '../testing/c-fuzz';
import { cMachine } from '../testing/c-program';
import { hasRelaxedSimd } from '../wasm/writer';

const machine = cMachine();

if (typeof machine === 'string') {
  test(`C is not compared with WebAssembly here: ${machine}`, () => {
    expect(machine).toMatch(/^(there is no C compiler|the emitter writes for Linux|this processor has no AVX2)/);
  });
} else {
  test('30 random programs give the same bits in WebAssembly and in C', async () => {
    const { different, varied } = await fuzzC({ first: 1, count: 30, relaxed: hasRelaxedSimd(), ...machine });
    expect(different).toEqual([]);
    expect(varied).toBeGreaterThan(0.5);
  });
}
