import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { node, runSteps } from './steps.mjs';

const folder = mkdtempSync(join(tmpdir(), 'braggsim-steps-'));
afterAll(() => rmSync(folder, { recursive: true }));
const mark = JSON.stringify(join(folder, 'mark'));

const step = (name: string, script: string, together = false) => ({
  name,
  together,
  command: node('--eval', script),
});
const outcome = ({ name, passed, output }: Awaited<ReturnType<typeof runSteps>>[number]) => [name, passed, output];

test('steps run in their order, on after a failure, and those that may at the same time', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const results = await runSteps([
    step('first', `require('node:fs').rmSync(${mark}, { force: true })`),
    { ...step('done before', 'process.exit(1)'), upToDate: () => true },
    // Ends when the next one has begun.
    step('waits', `setInterval(() => require('node:fs').existsSync(${mark}) && process.exit(), 10)`, true),
    step('marks', `require('node:fs').writeFileSync(${mark}, ''); console.log('marked'); process.exit(3)`, true),
    step('last', `process.exit(require('node:fs').existsSync(${mark}) ? 0 : 1)`),
  ]);
  expect(results.map(outcome)).toEqual([
    ['first', true, ''],
    ['waits', true, ''],
    ['marks', false, 'marked'],
    ['last', true, ''],
  ]);
  expect(said.mock.calls.flat().filter((line) => /^FAILED marks/.test(line))).toHaveLength(1);
  said.mockRestore();
});
