import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { rootManifest } from '../metadata/manifests';
import { repositoryUrl } from '../metadata/metadata';
import { VERSIONS } from '../nodes/nodes.mjs';
import { ROOT } from '../steps.mjs';

interface Job {
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly steps: readonly { readonly run?: string; readonly uses?: string; readonly with?: Record<string, string> }[];
}
interface Workflow {
  readonly jobs: Readonly<Record<string, Job>>;
  readonly permissions: Readonly<Record<string, string>>;
}

const folder = join(ROOT, '.github/workflows');
const read = (name: string): Workflow => parse(readFileSync(join(folder, name), 'utf8'));
const manifest = rootManifest() as unknown as { readonly scripts: Readonly<Record<string, string>> };

/** Returns the name of the script in a command of a workflow; undefined if it is not a script of the repository. */
const scriptOf = (command: string): string | undefined =>
  /^npm (test)$/.exec(command)?.[1] ?? /^npm run ([\w-]+)$/.exec(command)?.[1];

describe.each(readdirSync(folder))('%s', (name) => {
  const steps = Object.values(read(name).jobs).flatMap((job) => job.steps);
  const commands = steps.flatMap(({ run, with: { version, publish } = {} }) =>
    [run, version, publish].filter((text) => text !== undefined),
  );

  test('runs only commands that a contributor can run', () => {
    expect(commands).not.toEqual([]);
    for (const command of commands) {
      const script = scriptOf(command);
      if (script === undefined) expect(command).toBe('bash .ci/run');
      else expect(Object.keys(manifest.scripts)).toContain(script);
    }
    expect(existsSync(join(ROOT, '.ci/run'))).toBe(true);
  });

  test('uses actions in a fixed major version', () => {
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
  });
});

test('every change is tested on three systems with every supported version of Node', () => {
  const { os = [], node = [] } = read('ci.yml').jobs.test?.strategy?.matrix ?? {};
  expect(os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
  expect(node.map(String)).toEqual(VERSIONS);
});

test('a release has the permission to record its provenance', () => {
  expect(read('release.yml').permissions['id-token']).toBe('write');
});

test('the address of the repository is the same in all files', () => {
  const url = repositoryUrl(rootManifest());
  expect(parse(readFileSync(join(ROOT, 'CITATION.cff'), 'utf8'))).toMatchObject({
    'repository-code': url,
    license: rootManifest().license,
  });
  const files = ['SECURITY.md', 'CONTRIBUTING.md', '.github/ISSUE_TEMPLATE/config.yml'];
  for (const file of files) expect(readFileSync(join(ROOT, file), 'utf8')).toContain(url);
});
