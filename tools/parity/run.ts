import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceInput, referenceRoot } from '@braggsim/testkit';

type Program = 'nanoBragg' | 'noisify' | 'nonBragg';

const commandOf = (program: Program): string =>
  fileURLToPath(new URL(`../../packages/cli/bin/${program}.js`, import.meta.url));

/** A folder for runs, with the reference inputs unpacked in it. */
export function makeWorkplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-parity-'));
  mkdirSync(join(folder, 'inputs'));
  for (const file of readdirSync(`${referenceRoot}inputs`)) {
    const name = file.replace(/\.gz$/, '');
    writeFileSync(join(folder, 'inputs', name), referenceInput(name));
  }
  return folder;
}

/** Where a case runs: beside the inputs, since command lines say `../inputs/…` or `inputs/…`. */
export function caseFolder(workplace: string, id: string): string {
  const folder = join(workplace, id);
  mkdirSync(folder, { recursive: true });
  return folder;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a program to its end. */
export const run = (program: string, argv: readonly string[], cwd: string): Promise<Finished> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, argv, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code: code ?? -1, stdout, stderr, seconds: (performance.now() - start) / 1000 }),
    );
  });

export const runOurs = (argv: readonly string[], cwd: string, program: Program = 'nanoBragg') =>
  run(process.execPath, [commandOf(program), ...argv], cwd);

/** Runs `work` on every item, a few at a time, and keeps the order of the results. */
export async function inParallel<T, R>(items: readonly T[], jobs: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i] as T);
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}
