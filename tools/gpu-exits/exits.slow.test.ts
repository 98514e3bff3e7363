import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { missingGpu } from '../../packages/kernel-gpu/src/testing/missing-gpu';
import { exits } from './exits';

const problem = await missingGpu();

const entry = fileURLToPath(new URL('../../packages/cli/src/nanoBragg.ts', import.meta.url));
const command = [process.execPath, '--conditions=source', '--import', import.meta.resolve('tsx'), entry];

test.skipIf(problem)('processes that have used a GPU end without a hang or a crash', () => {
  expect(exits(command, 6)).toEqual(new Array(6).fill('0'));
});
