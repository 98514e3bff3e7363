import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { folder, SMALL } from './nanobragg/run.fixture';

const HOOK =
  'export async function resolve(s, c, next) { const r = await next(s, c); process._rawDebug(r.url); return r; }';
const REGISTER = `import { register } from 'node:module'; register('data:text/javascript,${encodeURIComponent(HOOK)}');`;

/** Returns the packages outside this repository that a command loads. */
function loaded(entry: string, argv: readonly string[], cwd: string): Set<string> {
  const preload = `data:text/javascript,${encodeURIComponent(REGISTER)}`;
  const flags = ['--conditions=source', '--import', import.meta.resolve('tsx'), '--import', preload];
  const path = fileURLToPath(new URL(entry, import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [...flags, path, ...argv], { cwd, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return new Set(
    [...stderr.matchAll(/node_modules\/(?!\.pnpm)((?:@[^/]+\/)?[^/]+)\//g)].map(([, name]) => name as string),
  );
}

/** The packages that the computation of a small image loads. */
const ALWAYS = ['@noble/hashes', 'fastest-levenshtein', 'gl-matrix', 'ndarray'];

test('for a small image the drop-in loads neither a parser of configuration files nor a worker pool', () => {
  const here = folder();
  const packages = loaded('nanoBragg.ts', SMALL, here.path);
  here.remove();
  expect([...packages].sort()).toEqual(ALWAYS);
});

test('the modern command loads a parser only for files', () => {
  const here = folder();
  const flags = ['simulate', '--default-f', '10', '--cell', '50', '--detpixels', '8', '--oversample', '1'];
  expect(loaded('braggsim.ts', flags, here.path)).not.toContain('yaml');
  here.put('x.yaml', 'seed: 1');
  expect(loaded('braggsim.ts', [...flags, 'x.yaml'], here.path)).toContain('yaml');
  expect(here.names()).toEqual(['braggsim.png', 'x.yaml']);
  here.remove();
});
