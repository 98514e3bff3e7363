import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PublishedPackage } from './pack';

/**
 * Creates a plain Node project in which npm has installed exactly these tarballs and their dependencies from the
 * registry.
 */
export async function install(project: string, wanted: readonly PublishedPackage[]): Promise<string> {
  mkdirSync(project);
  const dependencies = Object.fromEntries(wanted.map((one) => [one.name, `file:${one.tarball}`]));
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true, type: 'module', dependencies }));
  const npm = 'npm install --no-audit --no-fund --no-package-lock --prefer-offline --ignore-scripts';
  await promisify(execFile)(npm, { cwd: project, shell: true });
  return project;
}

/** Runs Node in a project and returns its output. @throws Error with the output when it fails */
export async function runNode(project: string, ...args: string[]): Promise<string> {
  try {
    return (await promisify(execFile)(process.execPath, args, { cwd: project })).stdout;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`node ${args.join(' ')} failed in a project with the installed packages:\n${stdout}${stderr}`);
  }
}
