import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built page, which all files of the browser lane share. */
    pageFolder: string;
  }
}

/** Builds the page into a new folder, whose path is returned. */
export async function buildPage(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'braggsim-page-'));
  await build({ root: import.meta.dirname, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  return outDir;
}

/** Builds the page once for all files of the browser lane, and removes it after them. */
export default async function builtPage(lane: TestProject): Promise<() => void> {
  const folder = await buildPage();
  lane.provide('pageFolder', folder);
  return () => rmSync(folder, { recursive: true });
}
