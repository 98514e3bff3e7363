import { expect, test } from 'vitest';
import { missingGpu } from '../../../../kernel-gpu/src/testing/missing-gpu';
import { devices } from './devices';

const problem = await missingGpu('always');

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

test.skipIf(problem)('the software adapter is listed as such, with its speed', async () => {
  const reports = await listed();
  const [cpu, gpu] = ['cpu', 'gpu'].map((id) => reports.find(({ kernel }) => kernel === id));
  expect(cpu).toMatchObject({ kernel: 'cpu', speed: { precision: 'single' } });
  expect(gpu).toMatchObject({ kernel: 'gpu', speed: { precision: 'single' } });
  expect(gpu?.details[0]).toContain('computes on the CPU');
  expect(gpu?.speed?.samplesPerSecond).toBeGreaterThan(0);
});
