import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { basename } from 'node:path';
import { usageError } from '@braggsim/core';
import { ROOT } from './paths';
import type { Clock } from './run-program';

/** The machine and the versions of a measurement. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  /** Size of the memory, bytes. */
  readonly memory: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  /** Hash of the commit, with a `+` where files differ from it. */
  readonly commit: string;
  /** Load average of the minute before the measurement. */
  readonly load: number;
  /** Name and hash of the C program, if it was measured too. */
  readonly cProgram?: string;
  /** Hash of the other commit, if one was measured too. */
  readonly against?: string;
  /** What times are of: the clock on the wall, or the processors. */
  readonly clock: Clock;
}

const git = (...argv: readonly string[]): string =>
  execFileSync('git', argv, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' }).trim();

function commitOf(name: string): string {
  try {
    return git('rev-parse', '--short=12', '--verify', `${name}^{commit}`);
  } catch (cause) {
    throw usageError({ message: `expected a commit for --against, found '${name}', which git does not know`, cause });
  }
}

function fingerprint(file: string): string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    const { message } = cause as Error;
    throw usageError({
      message: `expected the path of a built nanoBragg in NANOBRAGG_C, found '${file}': ${message}`,
      cause,
    });
  }
  return `${basename(file)}, sha256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
}

/** What is measured besides this build, and by which clock. */
export interface Beside {
  /** Path of the C program. */
  readonly cProgram?: string;
  /** Another commit, as git names it. */
  readonly against?: string;
  readonly clock: Clock;
}

/**
 * Describes this machine, and what is measured besides this build.
 *
 * @throws BraggsimError (`usage`) for a commit that git does not know, and for a C program that is not there
 */
export function describeMachine({ cProgram, against, clock }: Beside): Machine {
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
    clock,
    ...(cProgram !== undefined && { cProgram: fingerprint(cProgram) }),
    ...(against !== undefined && { against: commitOf(against) }),
  };
}
