/**
 * Measures the start of the drop-in command on a case of 64 x 64 pixels and of a bare `node -e 0`, alternately, with and without the
 * code cache of V8. The Node that runs the script is measured.
 *
 *   npm run build && npx tsx tools/startup/startup.ts [rounds]
 *   NODE --import tsx tools/startup/startup.ts [rounds]
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
/** Environment without the code cache of Node, and of the commands on Node 20. */
const WITHOUT = { NODE_DISABLE_COMPILE_CACHE: '1' };
const subjects: Readonly<Record<string, { readonly argv: readonly string[]; readonly env?: NodeJS.ProcessEnv }>> = {
  'node -e 0': { argv: ['-e', '0'] },
  'nanoBragg, 64 x 64 pixels': { argv: [COMMAND, ...CASE] },
  'nanoBragg, no code cache': { argv: [COMMAND, ...CASE], env: WITHOUT },
  'nanoBragg -help': { argv: [COMMAND, '-help'] },
  '-help, no code cache': { argv: [COMMAND, '-help'], env: WITHOUT },
};
const times: Record<string, number[]> = Object.fromEntries(Object.keys(subjects).map((name) => [name, []]));

for (let round = 0; round < rounds; round++) {
  for (const [name, { argv, env }] of Object.entries(subjects)) {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, argv, {
      cwd: folder,
      stdio: 'ignore',
      env: { ...process.env, ...env },
    });
    if (status !== 0) throw new Error(`${name} ended with ${status}: build first`);
    times[name]?.push(performance.now() - start);
  }
}
rmSync(folder, { recursive: true });

const sorted = (name: string) => (times[name] as number[]).sort((a, b) => a - b);
const median = (name: string) => sorted(name)[rounds >> 1] as number;
const [bare, whole] = Object.keys(subjects) as [string, string];
console.log(`Node ${process.version}`);
for (const name of Object.keys(subjects)) {
  const [middle, min] = [median(name), sorted(name)[0] as number];
  console.log(
    `${name.padEnd(28)} median ${middle.toFixed(1)} ms, min ${min.toFixed(1)} ms, ` +
      `${(middle / median(bare)).toFixed(2)} times bare Node`,
  );
}
process.exitCode = median(whole) <= LIMIT * median(bare) ? 0 : 1;
