import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { basename } from 'node:path';
import { ROOT } from './paths';

/** Where and on what the numbers were taken. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** bytes */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** Hash of the commit, with a `+` where files differ from it. */
  readonly commit: string;
  /** Processes that wanted to run in the minute before. */
  readonly load: number;
  /** Name and hash of the C program that was measured beside. */
  readonly cProgram?: string;
}

const git = (...argv: readonly string[]): string => execFileSync('git', argv, { cwd: ROOT, encoding: 'utf8' }).trim();

const fingerprint = (file: string): string =>
  `${basename(file)}, sha256 ${createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12)}`;

export function describeMachine(cProgram?: string): Machine {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? 'unknown',
    cores: cores.length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    commit: git('rev-parse', '--short=12', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+'),
    load: loadavg()[0] ?? 0,
    ...(cProgram !== undefined && { cProgram: fingerprint(cProgram) }),
  };
}
