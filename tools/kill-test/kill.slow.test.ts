import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { killTest } from './kill';

const entry = fileURLToPath(new URL('../../packages/cli/src/nanoBragg.ts', import.meta.url));
const command = [process.execPath, '--conditions=source', '--import', import.meta.resolve('tsx'), entry];

test('20 kills leave every older output whole, or replaced by a whole new one', async () => {
  const { damaged, killed, older, replaced } = await killTest({ command, kills: 20, seed: 3 });
  expect(damaged).toEqual([]);
  expect(killed).toBeGreaterThan(10);
  expect(older + replaced).toBe(4 * 20);
});
