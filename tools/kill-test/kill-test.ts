/**
 * Kills `nanoBragg` at random moments of runs that overwrite older outputs, and checks that each older file is whole or
 * replaced by a whole new one.
 *
 *   npm run build && npx tsx --conditions=source tools/kill-test/kill-test.ts [kills]
 */
import { fileURLToPath } from 'node:url';
import { killTest } from './kill';

const command = [process.execPath, fileURLToPath(new URL('../../packages/cli/bin/nanoBragg.js', import.meta.url))];
const kills = Number(process.argv[2] ?? 200);
const { damaged, ...counts } = await killTest({ command, kills });
console.log(
  `${kills} runs: ${Object.entries(counts)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ')}`,
);
for (const line of damaged) console.log(`DAMAGED ${line}`);
process.exitCode = damaged.length > 0 ? 1 : 0;
