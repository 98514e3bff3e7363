import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built page, which all files of the browser lane share. */
    pageFolder: string;
  }
}

/** Builds the page into a new folder, whose path is returned. @param plugins further plug-ins of Vite, for the workers too */
export async function buildPage(plugins: Plugin[] = []): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'braggsim-page-'));
  const worker = { plugins: () => plugins };
  await build({ root: import.meta.dirname, logLevel: 'error', plugins, worker, build: { outDir, emptyOutDir: true } });
  return outDir;
}

/** Builds the page once for all files of a lane, and removes it after them. */
export default async function builtPage(lane: TestProject): Promise<() => void> {
  const folder = await buildPage();
  lane.provide('pageFolder', folder);
  return () => rmSync(folder, { recursive: true });
}
