import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The fields of a package.json that packaging uses. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  /** Entries that can be imported, with their sources; none for a package that is a command. */
  readonly exports?: Readonly<Record<string, { readonly source: string; readonly types: string }>>;
  /** Commands and their files. */
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface ManifestInFolder extends Manifest {
  /** Folder of the package in the workspace. */
  readonly folder: string;
}

export interface PublishedPackage extends ManifestInFolder {
  /** The file that would be published; its dependencies on packages of the workspace are versions. */
  readonly tarball: string;
}

/** Returns the manifests of the published packages, and their folders. */
export const publishedManifests = (): ManifestInFolder[] =>
  readdirSync(join(ROOT, 'packages'))
    .map((name) => join(ROOT, 'packages', name))
    .map((folder) => ({ ...readManifest(folder), folder }))
    .filter((manifest) => !manifest.private);

/** Packs every published package into `destination`, as `changeset publish` would. The packages must be built. */
export async function packPublished(destination: string): Promise<PublishedPackage[]> {
  const pnpm = join(ROOT, 'node_modules/pnpm/bin/pnpm.cjs');
  const packages = publishedManifests().map((manifest) => ({
    ...manifest,
    tarball: join(destination, tarballName(manifest)),
  }));

  const filters = packages.flatMap(({ name }) => ['--filter', name]);
  const pack = ['--recursive', ...filters, 'pack', '--pack-destination', destination];
  await promisify(execFile)(process.execPath, [pnpm, ...pack], { cwd: ROOT });
  return packages;
}

/** Returns the packages of the workspace that an installation of `name` includes. */
export function closure(packages: readonly PublishedPackage[], name: string): PublishedPackage[] {
  const found = new Map<string, PublishedPackage>();
  const visit = (wanted: string) => {
    const next = packages.find((candidate) => candidate.name === wanted);
    if (!next || found.has(wanted)) return;
    found.set(wanted, next);
    Object.keys(next.dependencies ?? {}).forEach(visit);
  };
  visit(name);
  return [...found.values()];
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

const tarballName = ({ name, version }: Manifest) => `${name.replace('@', '').replace('/', '-')}-${version}.tgz`;
