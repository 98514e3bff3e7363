/**
 * Checks that processes that have used a GPU, or a software adapter, end with code 0.
 *
 *   npm run build && npx tsx --conditions=source tools/gpu-exits/gpu-exits.ts [runs]
 */
import { fileURLToPath } from 'node:url';
import { exits } from './exits';

const command = [process.execPath, fileURLToPath(new URL('../../packages/cli/bin/nanoBragg.js', import.meta.url))];
const runs = Number(process.argv[2] ?? 50);
const ends = exits(command, runs);
const clean = ends.filter((end) => end === '0').length;
console.log(`${clean} of ${runs} runs ended with 0`);
for (const end of ends) if (end !== '0') console.log(`one ended with ${end}`);
process.exitCode = clean === runs ? 0 : 1;
