/**
 * Kills `simulate`, `convert`, `noise` and `nanoBragg` at random moments of runs that overwrite older outputs, and
 * checks that each older file is unchanged or replaced by a complete new one, and that the next run removes temporary
 * files.
 *
 *   npm run build && npx tsx --conditions=source tools/kill-test/kill-test.ts [kills] [seed]
 */
import { fileURLToPath } from 'node:url';
import { killedCommands } from './commands';
import { killTest } from './kill';

const bin = (name: string) => [
  process.execPath,
  fileURLToPath(new URL(`../../packages/cli/bin/${name}.js`, import.meta.url)),
];
const [kills, seed] = [Number(process.argv[2] ?? 200), Number(process.argv[3] ?? 1)];
const commands = killedCommands(bin('braggsim'), bin('nanoBragg'));
const { damaged, ...counts } = await killTest({ commands, kills, seed });
console.log(
  `${kills} runs of ${commands.map(({ name }) => name).join(', ')}: ${Object.entries(counts)
    .map(([what, n]) => `${n} ${what}`)
    .join(', ')}, ${damaged.length} damaged`,
);
for (const line of damaged) console.log(`DAMAGED ${line}`);
process.exitCode = damaged.length > 0 ? 1 : 0;
