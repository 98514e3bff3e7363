import { expect, test } from 'vitest';
import { fuzzC } from '../testing/c-fuzz';
import { cMachine } from '../testing/c-program';
import { hasRelaxedSimd } from '../wasm/writer';

/** BRAGGSIM_FUZZ_THOUSANDS=10 runs as many as a release is tested with; a thousand take 15 s of two idle cores, most of it in the C compiler. */
const count = Number(process.env.BRAGGSIM_FUZZ_THOUSANDS ?? 1);
const THOUSANDS = Array.from({ length: count }, (_, n) => 2_000_000 + 1000 * n);

/** Returns the level of optimization: one file of five is compiled as kernels are, the others in half the time, since the emitter and its order of operations are the same. */
const levelOf = (file: number): string => (file % 5 === 0 ? '-O2' : '-O0');

test.each(THOUSANDS)('1000 random programs from seed %i give the same bits in WebAssembly and in C', async (first) => {
  const machine = cMachine();
  if (typeof machine === 'string') throw new Error(`the slow lane needs a machine for native kernels: ${machine}`);
  const { different, varied } = await fuzzC({ first, count: 1000, relaxed: hasRelaxedSimd(), levelOf, ...machine });
  expect(different).toEqual([]);
  expect(varied).toBeGreaterThan(0.5);
});
