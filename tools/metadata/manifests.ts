import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../steps.mjs';
import type { Manifest, RootManifest } from './metadata';

const readJson = (path: string) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

/** Reads the manifest at the root of the repository. */
export const rootManifest = (): RootManifest => readJson('package.json');

/** Reads the manifests of all packages of the repository except the root, with their folders; a package.json without a name is ignored. */
export function allManifests(): { readonly folder: string; readonly manifest: Manifest }[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*/package.json'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((path) => path && existsSync(join(ROOT, path)))
    .map((path) => ({ folder: dirname(path), manifest: readJson(path) as Manifest }))
    .filter(({ manifest }) => manifest.name !== undefined);
}
