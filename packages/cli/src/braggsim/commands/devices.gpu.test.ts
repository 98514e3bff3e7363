import { gpuProblem } from '@braggsim/kernel-gpu/node';
import { expect, test } from 'vitest';
import { devices } from './devices';

process.env.BRAGGSIM_SOFTWARE_GPU = 'always';
const problem = await gpuProblem();
if (problem) process.stdout.write(`gpu lane skipped: ${problem}\n`);

interface Listed {
  readonly kernel: string;
  readonly details: readonly string[];
  readonly speed?: { readonly samplesPerSecond: number };
}

async function listed(): Promise<Listed[]> {
  const text: string[] = [];
  const { signal } = new AbortController();
  const terminal = { out: (t: string) => void text.push(t), err: () => {}, signal, interactive: false };
  await devices.run({ positionals: [], options: { json: true } }, terminal, new Map());
  return JSON.parse(text.join(''));
}

test.skipIf(problem)('the software adapter is listed as one, with its speed', async () => {
  const [cpu, gpu] = await listed();
  expect(cpu).toMatchObject({ kernel: 'cpu', speed: { precision: 'single' } });
  expect(gpu).toMatchObject({ kernel: 'gpu', speed: { precision: 'single' } });
  expect(gpu?.details[0]).toContain('computes on the CPU');
  expect(gpu?.speed?.samplesPerSecond).toBeGreaterThan(0);
});
