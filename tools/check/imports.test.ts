import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ARROWS } from './arrows.mjs';

const root = resolve(import.meta.dirname, '../..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'braggsim-imports-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Files of a small workspace, with the rule that each breaks, if any. */
const files: Record<string, { text: string; breaks?: string }> = {
  'packages/formula/src/index.ts': { text: 'export const one = 1;' },
  'packages/core/src/index.ts': { text: "export { one } from '@braggsim/formula';" },
  'packages/kernel-cpu/src/index.ts': { text: "export { one } from '@braggsim/core';" },
  'packages/testkit/src/index.ts': { text: "import 'node:fs';\nexport { one } from '@braggsim/core';" },
  'packages/lattice/src/index.ts': { text: "export { one } from '@braggsim/core';" },
  'packages/lattice/src/lattice.test.ts': { text: "import 'node:fs';\nimport '@braggsim/testkit';" },
  'packages/geometry/src/node.ts': { text: "import 'node:fs';\nexport const path = '';" },
  'packages/simulate/src/lazy.ts': {
    text: "import type { one } from '@braggsim/kernel-cpu';\nexport const load = (): Promise<{ one: typeof one }> => import('@braggsim/kernel-cpu');",
  },
  'packages/simulate/src/index.ts': { text: 'export const two = 2;' },
  'packages/viewer/src/index.ts': { text: 'export const three = 3;' },
  'packages/viewer/src/page.ts': { text: "export { two } from '@braggsim/simulate';" },

  'packages/geometry/src/kernel.ts': { text: "import '@braggsim/kernel-cpu';", breaks: 'arrow-geometry' },
  'packages/geometry/src/type.ts': {
    text: "import type { one } from '@braggsim/lattice';\nexport type One = typeof one;",
    breaks: 'arrow-geometry',
  },
  'packages/geometry/src/lattice.test.ts': { text: "import '@braggsim/lattice';", breaks: 'arrow-geometry-tests' },
  'packages/geometry/src/testkit.ts': { text: "import '@braggsim/testkit';", breaks: 'arrow-geometry' },
  'packages/kernel-cpu/src/physics.ts': { text: "import '@braggsim/geometry';", breaks: 'arrow-kernel-cpu' },
  'packages/kernel-cpu/src/kit.test.ts': { text: "import '@braggsim/testkit';", breaks: 'arrow-kernel-cpu' },
  'packages/formula/src/core.ts': { text: "import '@braggsim/core';", breaks: 'arrow-formula' },
  'packages/surprise/src/index.ts': { text: "import '@braggsim/core';", breaks: 'unknown-package' },
  'packages/simulate/src/eager.ts': { text: "export { one } from '@braggsim/kernel-cpu';", breaks: 'lazy-kernels' },
  'packages/core/src/first.ts': { text: "import './second';", breaks: 'no-circular' },
  'packages/core/src/second.ts': { text: "import './first';" },
  'packages/viewer/src/testkit.ts': { text: "import '@braggsim/testkit';", breaks: 'arrow-viewer' },
  'packages/kernel-gpu/src/page.ts': { text: "import '@braggsim/viewer';", breaks: 'arrow-kernel-gpu' },
  'packages/core/src/files.ts': { text: "import 'node:fs';", breaks: 'no-node-modules-of-node' },
  'packages/core/src/bare.ts': { text: "import 'fs';", breaks: 'no-node-modules-of-node' },
  'packages/geometry/src/index.ts': { text: "export * from './node';", breaks: 'no-node-entry-from-neutral-code' },
  'packages/lattice/src/path.ts': { text: "import '../../core/src/index';", breaks: 'through-the-front-door' },
  'packages/lattice/src/fixture.ts': { text: "import 'node:fs';" },
  'packages/lattice/src/published.ts': { text: "import './fixture';", breaks: 'no-test-code-in-published-code' },
  'packages/lattice/src/missing.ts': { text: "import './nowhere';", breaks: 'resolvable' },
  'packages/lattice/src/notInstalled.ts': { text: "import 'no-such-package';", breaks: 'resolvable' },
  'packages/lattice/src/undeclared.ts': { text: "import 'third-party';", breaks: 'declared' },
  'packages/core/src/development.ts': {
    text: "import 'third-party';",
    breaks: 'published-code-without-development-dependencies',
  },
};

test('every import rule reports the file that breaks it, and no other', () => {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, { text }] of Object.entries(files)) write(path, `${text}\n`);
  write('tsconfig.json', '{}');
  write(
    'node_modules/third-party/package.json',
    '{ "name": "third-party", "version": "1.0.0", "main": "dist/index.js" }',
  );
  write('node_modules/third-party/dist/index.js', '');
  mkdirSync(join(folder, 'node_modules/@braggsim'), { recursive: true });
  for (const name of [...Object.keys(ARROWS), 'surprise']) {
    const exports = { '.': { source: './src/index.ts', default: './dist/index.js' } };
    const devDependencies = name === 'core' ? { 'third-party': '1.0.0' } : {};
    write(`packages/${name}/package.json`, JSON.stringify({ name: `@braggsim/${name}`, exports, devDependencies }));
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@braggsim', name), 'junction');
  }

  const depcruise = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const options = ['packages', '--config', join(root, '.dependency-cruiser.mjs'), '--output-type', 'json'];
  const run = spawnSync(process.execPath, [depcruise, ...options], { cwd: folder, encoding: 'utf8' });
  expect(run.stderr).toBe('');

  const { summary } = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
  const actual = summary.violations.map(({ from, rule }) => `${from}: ${rule.name}`);
  const expected = Object.entries(files).flatMap(([path, { breaks }]) => (breaks ? [`${path}: ${breaks}`] : []));
  expect([...new Set(actual)].sort()).toEqual(expected.sort());
});

test('the table of arrows has no cycle', () => {
  const visit = (name: string, path: readonly string[]): void => {
    expect(path, `${[...path, name].join(' -> ')} is a cycle`).not.toContain(name);
    for (const next of ARROWS[name] ?? []) visit(next, [...path, name]);
  };
  for (const name of Object.keys(ARROWS)) visit(name, []);
});
