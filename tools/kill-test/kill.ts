import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ran1 } from '@braggsim/core/random';

export interface KillTest {
  /** What to start: node and the command's file. */
  readonly command: readonly string[];
  readonly kills: number;
  readonly seed?: number;
}

export interface KillTestResult {
  /** Runs killed before they ended, and runs that were faster than their kill. */
  readonly killed: number;
  readonly finished: number;
  /** Outputs found after all runs: the older file, or a whole new one. */
  readonly older: number;
  readonly replaced: number;
  /** Temporary files that killed runs left beside the outputs: nobody could remove them. */
  readonly temporary: number;
  /** Outputs that were neither: must be empty. */
  readonly damaged: readonly string[];
}

const NAMES = ['floatimage.bin', 'image.pgm', 'intimage.img', 'noiseimage.img'];
const ARGUMENTS = [
  ...['-default_F', '100', '-cell', '100', '100', '100', '90', '90', '90', '-N', '2', '-lambda', '1'],
  ...['-detpixels', '200', '-oversample', '1', '-seed', '1', '-noprogress'],
];

const run = ([program = '', ...first]: readonly string[], cwd: string): ChildProcess =>
  spawn(program, [...first, ...ARGUMENTS], { cwd, stdio: 'ignore' });

const ended = (child: ChildProcess): Promise<NodeJS.Signals | number | null> =>
  new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));

/** What one undisturbed run writes, and how long it takes, ms. */
async function undisturbed(command: readonly string[], cwd: string) {
  const start = performance.now();
  const code = await ended(run(command, cwd));
  if (code !== 0) throw new Error(`an undisturbed run ended with ${code}: build the command first`);
  const files = NAMES.map((name) => readFileSync(join(cwd, name)));
  return { files, duration: performance.now() - start };
}

/**
 * Kills runs that overwrite older outputs at random moments, and looks at the outputs after each. Half of the kills fall
 * into the last fifth of a run, where files are written.
 */
export async function killTest({ command, kills, seed = 1 }: KillTest): Promise<KillTestResult> {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-kill-'));
  const uniform = ran1(-seed);
  const counts = { killed: 0, finished: 0, older: 0, replaced: 0, temporary: 0 };
  const damaged: string[] = [];
  try {
    await undisturbed(command, folder);
    const { files, duration } = await undisturbed(command, folder);
    for (let i = 0; i < kills; i++) {
      const older = Buffer.from(`older ${i}`);
      for (const name of NAMES) writeFileSync(join(folder, name), older);
      const child = run(command, folder);
      const share = uniform() < 0.5 ? uniform() * 0.8 : 0.8 + uniform() * 0.3;
      const timer = setTimeout(() => child.kill('SIGKILL'), share * duration);
      const end = await ended(child);
      clearTimeout(timer);
      counts[end === 'SIGKILL' ? 'killed' : 'finished']++;
      for (const [at, name] of NAMES.entries()) {
        const found = readFileSync(join(folder, name));
        if (found.equals(older)) counts.older++;
        else if (found.equals(files[at] as Buffer)) counts.replaced++;
        else damaged.push(`kill ${i} at ${(share * duration).toFixed(0)} ms: ${name} has ${found.length} bytes`);
      }
      for (const name of readdirSync(folder)) {
        if (NAMES.includes(name)) continue;
        counts.temporary++;
        rmSync(join(folder, name));
      }
    }
    return { ...counts, damaged };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
