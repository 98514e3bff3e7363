import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { referenceInput, referenceRoot } from '@braggsim/testkit';

type Program = 'nanoBragg' | 'noisify' | 'nonBragg';

const commandOf = (program: Program): string =>
  fileURLToPath(new URL(`../../packages/cli/bin/${program}.js`, import.meta.url));

/** Creates a folder for runs, with the unpacked reference inputs. */
export function makeWorkplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-parity-'));
  mkdirSync(join(folder, 'inputs'));
  for (const file of readdirSync(`${referenceRoot}inputs`)) {
    const name = file.replace(/\.gz$/, '');
    writeFileSync(join(folder, 'inputs', name), referenceInput(name));
  }
  return folder;
}

/** Creates the folder of a case, in which the inputs are at `../inputs/…` as in its command line. */
export function caseFolder(workplace: string, id: string): string {
  const folder = join(workplace, id);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The result of a program. */
export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

/** Runs a program and waits for its end. */
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

/** Runs a built command of braggsim. */
export const runBraggsim = (argv: readonly string[], cwd: string, program: Program = 'nanoBragg') =>
  run(process.execPath, [commandOf(program), ...argv], cwd);

/** Runs `work` on every item, `jobs` at a time, and returns the results in the order of the items. */
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
