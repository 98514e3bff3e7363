import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { cMachine } from '../testing/c-program';

const folder = mkdtempSync(join(tmpdir(), 'braggsim-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The example of docs/numerics/native.md: x = 0.1 in float32, and y that x² rounds to. */
const x = Math.fround(0.1);
const y = Math.fround(x * x);
const PROGRAM = `#include <stdio.h>
#include <stdlib.h>
__attribute__((noinline)) float difference(float x, float y) { return x * x - y; }
int main(int count, char **given) {
  printf("%.9g", difference(strtof(given[1], 0), strtof(given[2], 0)));
  return count != 3;
}
`;

/** x·x − y as a C compiler computes it that contracts, or not. */
function inC(contraction: 'fast' | 'off'): number {
  const machine = cMachine();
  if (typeof machine === 'string') throw new Error(`the slow lane needs a machine for native kernels: ${machine}`);
  const [source, program] = [join(folder, 'program.c'), join(folder, contraction)];
  writeFileSync(source, PROGRAM);
  execFileSync(machine.compiler, ['-O2', '-mfma', `-ffp-contract=${contraction}`, source, '-o', program]);
  return Number(execFileSync(program, [String(x), String(y)], { encoding: 'utf8' }));
}

test('contraction changes the sign of a difference that is zero without it', () => {
  expect(y).toBe(0.010000000707805157);
  expect(inC('off')).toBe(Math.fround(y - y));
  // The product of two float32 numbers is exact in float64, so that this rounds once.
  const roundedOnce = Math.fround(x * x - y);
  expect(roundedOnce).toBeCloseTo(-4.1e-10, 11);
  expect(Math.fround(inC('fast'))).toBe(roundedOnce);
});
