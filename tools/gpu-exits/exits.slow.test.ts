import { fileURLToPath } from 'node:url';
import { gpuProblem } from '@braggsim/kernel-gpu/node';
import { expect, test } from 'vitest';
import { exits } from './exits';

process.env.BRAGGSIM_SOFTWARE_GPU ??= 'fallback';
const problem = await gpuProblem();
if (problem) console.warn(`skipped: ${problem}`);

const entry = fileURLToPath(new URL('../../packages/cli/src/nanoBragg.ts', import.meta.url));
const command = [process.execPath, '--conditions=source', '--import', import.meta.resolve('tsx'), entry];

test.skipIf(problem)('processes that have used a GPU neither hang nor crash at their end', () => {
  expect(exits(command, 10)).toEqual(new Array(10).fill('0'));
});
