import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { ROOT } from '../steps.mjs';

// The coverage that guides a run is that of its process; in the test runner, which loads modules in its own way, it
// would differ.
test('a guided run reaches code that no valid file reaches', () => {
  const words = ['tools/fuzz/fuzz-run.ts', '500', '1', '--rest', '500', '--shard', '1/8'];
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--conditions=source', '--import', 'tsx', ...words], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect(status, stderr).toBe(0);
  const kept = [...stdout.matchAll(/(\d+) kept/g)].map(([, count]) => Number(count));
  expect(kept.length).toBeGreaterThan(2);
  expect(kept.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  expect(stdout).toMatch(/ 0 failures\n$/);
});
