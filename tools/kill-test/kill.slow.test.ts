import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { killedCommands } from './commands';
import { killTest } from './kill';

const source = (name: string) => [
  process.execPath,
  '--conditions=source',
  '--import',
  import.meta.resolve('tsx'),
  fileURLToPath(new URL(`../../packages/cli/src/${name}.ts`, import.meta.url)),
];

test('after 4 kills every older output is unchanged or replaced by a complete new one, and the next run removes temporary files', async () => {
  const commands = killedCommands(source('braggsim'), source('nanoBragg'));
  const { damaged, killed, older, replaced } = await killTest({ commands, kills: 4, seed: 3 });
  expect(damaged).toEqual([]);
  expect(killed).toBeGreaterThan(1);
  expect(older + replaced).toBe(3 + 1 + 2 + 4);
});
