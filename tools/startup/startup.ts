/**
 * What starting costs: the drop-in command on a 64 x 64 case against a bare `node -e 0`, by turns, so that both see the
 * same machine.
 *
 *   npm run build && npx tsx tools/startup/startup.ts [rounds]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMAND = fileURLToPath(new URL('../../packages/cli/bin/nanoBragg.js', import.meta.url));
const CASE = '-default_F 100 -cell 100 100 100 90 90 90 -N 5 -lambda 1 -detpixels 64 -oversample 1 -seed 1'.split(' ');
const LIMIT = 2.5;

const rounds = Number(process.argv[2] ?? 40);
const folder = mkdtempSync(join(tmpdir(), 'braggsim-startup-'));
const subjects = {
  'node -e 0': ['-e', '0'],
  'nanoBragg -help': [COMMAND, '-help'],
  'nanoBragg, 64 x 64 pixels': [COMMAND, ...CASE],
};
const times: Record<string, number[]> = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));

for (let round = 0; round < rounds; round++) {
  for (const [name, argv] of Object.entries(subjects)) {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, argv, { cwd: folder, stdio: 'ignore' });
    if (status !== 0) throw new Error(`${name} ended with ${status}: build first`);
    times[name]?.push(performance.now() - start);
  }
}
rmSync(folder, { recursive: true });

const sorted = (name: string) => (times[name] as number[]).sort((a, b) => a - b);
const median = (name: string) => sorted(name)[rounds >> 1] as number;
const [bare, , whole] = Object.keys(subjects) as [string, string, string];
for (const name of Object.keys(subjects)) {
  const [median_, least] = [median(name), sorted(name)[0] as number];
  console.log(
    `${name.padEnd(28)} median ${median_.toFixed(1)} ms, least ${least.toFixed(1)} ms, ` +
      `${(median_ / median(bare)).toFixed(2)} times bare`,
  );
}
process.exitCode = median(whole) <= LIMIT * median(bare) ? 0 : 1;
