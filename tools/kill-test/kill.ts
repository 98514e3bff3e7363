import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ran1 } from '@braggsim/core/random';

/** A command that is killed while it overwrites files. */
export interface KilledCommand {
  readonly name: string;
  /** The command line to start: node, the file of the command, and its arguments. */
  readonly command: readonly string[];
  readonly outputs: readonly string[];
  /** Writes the inputs of the command into its folder. */
  readonly prepare?: (folder: string) => void;
}

export interface KillTest {
  readonly commands: readonly KilledCommand[];
  /** Total number of kills, distributed evenly over the commands. */
  readonly kills: number;
  readonly seed?: number;
}

export interface KillTestResult {
  /** Numbers of runs that were killed, and of runs that ended before they were killed. */
  readonly killed: number;
  readonly finished: number;
  /** Number of outputs after all runs that are the older file, or a complete new one. */
  readonly older: number;
  readonly replaced: number;
  /** Number of temporary files that killed runs left next to the outputs. */
  readonly temporary: number;
  /** Outputs that are neither, and temporary files that a later run left; must be empty. */
  readonly damaged: readonly string[];
}

const run = ([program = '', ...rest]: readonly string[], cwd: string): ChildProcess =>
  spawn(program, rest, { cwd, stdio: 'ignore' });

const ended = (child: ChildProcess): Promise<NodeJS.Signals | number | null> =>
  new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));

/** Returns what one undisturbed run writes, and its duration (ms). */
async function undisturbed({ command, outputs, name }: KilledCommand, cwd: string) {
  const start = performance.now();
  const code = await ended(run(command, cwd));
  if (code !== 0) throw new Error(`an undisturbed run of ${name} ended with ${code}: build the command first`);
  const files = outputs.map((output) => readFileSync(join(cwd, output)));
  return { files, duration: performance.now() - start };
}

const hidden = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.part'));

type Counts = { -readonly [K in Exclude<keyof KillTestResult, 'damaged'>]: number };

/**
 * Kills runs that overwrite older outputs at random moments, and checks the outputs after each. Half of the kills are
 * in the last fifth of a run, where files are written. A last run that is not killed must leave no temporary file.
 */
export async function killTest({ commands, kills, seed = 1 }: KillTest): Promise<KillTestResult> {
  const uniform = ran1(-seed);
  const counts: Counts = { killed: 0, finished: 0, older: 0, replaced: 0, temporary: 0 };
  const damaged: string[] = [];
  for (const [i, command] of commands.entries()) {
    const share = Math.floor((kills * (i + 1)) / commands.length) - Math.floor((kills * i) / commands.length);
    const folder = mkdtempSync(join(tmpdir(), 'braggsim-kill-'));
    try {
      await killCommand(command, share, folder, uniform, counts, damaged);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return { ...counts, damaged };
}

async function killCommand(
  command: KilledCommand,
  kills: number,
  folder: string,
  uniform: () => number,
  counts: Counts,
  damaged: string[],
): Promise<void> {
  const { name, outputs } = command;
  command.prepare?.(folder);
  await undisturbed(command, folder);
  const { files, duration } = await undisturbed(command, folder);
  let before = 0;
  for (let i = 0; i < kills; i++) {
    const older = Buffer.from(`older ${i}`);
    for (const output of outputs) writeFileSync(join(folder, output), older);
    const child = run(command.command, folder);
    const share = uniform() < 0.5 ? uniform() * 0.8 : 0.8 + uniform() * 0.3;
    const timer = setTimeout(() => child.kill('SIGKILL'), share * duration);
    const end = await ended(child);
    clearTimeout(timer);
    counts[end === 'SIGKILL' ? 'killed' : 'finished']++;
    for (const [at, output] of outputs.entries()) {
      const found = readFileSync(join(folder, output));
      if (found.equals(older)) counts.older++;
      else if (found.equals(files[at] as Buffer)) counts.replaced++;
      else
        damaged.push(`${name}, kill ${i} at ${(share * duration).toFixed(0)} ms: ${output} has ${found.length} bytes`);
    }
    const left = hidden(folder).length;
    if (left > before) counts.temporary += left - before;
    before = left;
  }
  await undisturbed(command, folder);
  for (const left of hidden(folder)) damaged.push(`${name}: the last run left ${left}`);
}
