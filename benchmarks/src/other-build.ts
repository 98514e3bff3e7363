import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { usageError } from '@braggsim/core';
import { ROOT } from './paths';

/** Programs of a build, absolute paths. */
export interface Build {
  /** The process that renders images. */
  readonly subject: string;
  readonly nanoBragg: string;
}

/** Returns the paths of the programs of a repository. */
export const buildAt = (root: string): Build => ({
  subject: join(root, 'benchmarks/dist/subject.js'),
  nanoBragg: join(root, 'packages/cli/bin/nanoBragg.js'),
});

/** The build of another commit, in a folder of its own. */
export interface OtherBuild extends Build {
  /** Removes the folder. */
  readonly remove: () => void;
}

function run(command: string, argv: readonly string[], cwd: string): string | undefined {
  const { status, stderr, error } = spawnSync(command, argv, { cwd, encoding: 'utf8' });
  return status === 0 ? undefined : (error?.message ?? stderr.trim());
}

/**
 * Checks out another commit into a temporary folder, installs what it needs and builds it.
 *
 * @param commit as git names it
 * @throws BraggsimError (`usage`) when git does not know the commit, or when it does not build
 */
export function buildCommit(commit: string): OtherBuild {
  const root = join(mkdtempSync(join(tmpdir(), 'braggsim-bench-')), 'commit');
  const remove = () => {
    run('git', ['worktree', 'remove', '--force', root], ROOT);
    rmSync(join(root, '..'), { recursive: true, force: true });
  };
  const unknown = run('git', ['worktree', 'add', '--detach', root, commit], ROOT);
  if (unknown !== undefined) {
    remove();
    throw usageError(`expected a commit for --against, found '${commit}': ${unknown.split('\n').at(-1)}`);
  }
  const failure = run(process.execPath, [join('tools', 'bootstrap.mjs'), 'setup'], root);
  if (failure !== undefined) {
    remove();
    throw usageError(`the commit '${commit}' does not build: ${failure.split('\n').at(-1)}`);
  }
  return { ...buildAt(root), remove };
}
