/**
 * Refines a list of stills through the built command with one worker and with two, ends a run in its middle and takes it up again,
 * and checks that all reports are the same but for the times.
 *
 *     npx tsx --conditions=source tools/refine/stills.ts [--stills 104] [--shared cell]
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { caseInputs, expectedPhotons, measuredShot, type StartErrors, startOf, strongSpots, TRUTH } from './case';

const { values: flags } = parseArgs({
  options: { stills: { type: 'string', default: '104' }, shared: { type: 'string' } },
});
const count = Number(flags.stills);
const braggsim = fileURLToPath(new URL('../../packages/cli/bin/braggsim.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'braggsim-stills-'));
const at = (name: string) => join(folder, name);

/** Orientations that lie apart. */
const missetOf = (i: number) => [(i * 37) % 90, -((i * 23) % 80), (i * 53) % 120] as const;

const inputs = await caseInputs();
const lines: string[] = [];
for (let i = 1; i <= count; i++) {
  const truth = { ...TRUTH, crystal: { ...TRUTH.crystal, misset: missetOf(i) } };
  const errors: StartErrors = { turn: [0.05, -0.08, 0.1], cell: [0.003, -0.003], cells: 0.9, fluence: 0.8 };
  const expected = await expectedPhotons(inputs, truth);
  const start = startOf(errors, truth);
  const spots = await strongSpots(expected, inputs, truth);
  const { measurement } = measuredShot(expected, i, { start, inputs, spots });
  writeFileSync(at(`image_${i}.bin`), Float32Array.from(measurement.panels[0]?.values ?? []));
  writeFileSync(at(`spots_${i}.txt`), spots.map(({ centre }) => centre.join(' ')).join('\n'));
  const readout = [{ kind: 'photon' }, { kind: 'digitize', offset: 40 }];
  writeFileSync(at(`start_${i}.json`), JSON.stringify({ ...start, readout }));
  lines.push(`start_${i}.json image_${i}.bin spots_${i}.txt`);
}
writeFileSync(at('shots.txt'), lines.join('\n'));
console.log(`${count} stills are simulated in ${folder}`);

const command = (name: string, threads: number, ...more: readonly string[]) => [
  ...[braggsim, 'refine', '--shots', at('shots.txt'), '--box', '6', '-q', '--threads', String(threads)],
  ...['-o', at(`${name}/r_###.yaml`), '-o', at(`${name}/t.csv`), '--report', at(`${name}/r.json`), ...more],
  ...(flags.shared === undefined ? [] : ['--shared', flags.shared]),
];

interface Report {
  readonly shots: readonly { readonly status: string; readonly seconds: { readonly refine: number } }[];
}
const reportOf = (name: string): Report => JSON.parse(readFileSync(at(`${name}/r.json`), 'utf8')) as Report;
const withoutTimes = (report: Report) =>
  JSON.stringify(report, (key, value) => (key === 'seconds' || key === 'image' ? undefined : value));

/** Runs the command to its end and returns how long that took, s. */
function finish(name: string, threads: number, ...more: readonly string[]): number {
  const begun = performance.now();
  try {
    execFileSync(process.execPath, command(name, threads, ...more), { stdio: 'pipe' });
  } catch (error) {
    // Exit code 4: some shots did not converge, which the reports tell.
    if ((error as { status?: number }).status !== 4) throw error;
  }
  return (performance.now() - begun) / 1000;
}

const one = finish('one', 1);
const two = finish('two', 2);
const child = spawn(process.execPath, command('again', 2), { stdio: 'ignore' });
const ended = new Promise((resolve) => child.on('exit', resolve));
await wait(two * 500);
child.kill('SIGKILL');
await ended;
const lineCount = readFileSync(at('again/r.json.progress'), 'utf8').split('\n').filter(Boolean).length;
const rest = finish('again', 2, '--resume');

const [first, second, third] = ['one', 'two', 'again'].map(reportOf) as [Report, Report, Report];
const seconds = first.shots.map((shot) => shot.seconds.refine).sort((a, b) => a - b);
const converged = first.shots.filter(({ status }) => status === 'converged').length;
console.log(
  `one worker: ${one.toFixed(1)} s, ${(one / count).toFixed(2)} s a still; ${converged} of ${count} converged`,
);
console.log(`fit alone: median ${(seconds[count >> 1] ?? 0).toFixed(2)} s`);
console.log(
  `two workers: ${two.toFixed(1)} s, report ${withoutTimes(first) === withoutTimes(second) ? 'the same' : 'DIFFERENT'}`,
);
console.log(
  `killed after ${lineCount} stills and resumed: ${rest.toFixed(1)} s, report ${withoutTimes(first) === withoutTimes(third) ? 'the same' : 'DIFFERENT'}`,
);
const same = (file: string) => readFileSync(at(`one/${file}`)).equals(readFileSync(at(`again/${file}`)));
console.log(`outputs: ${['t.csv', 'r_001.yaml'].every(same) ? 'the same bytes' : 'DIFFERENT'}`);
rmSync(folder, { recursive: true });
