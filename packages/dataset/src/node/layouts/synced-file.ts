import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** Writes a file and waits until the disk has it. */
export function writeSynced(path: string, chunks: Iterable<Uint8Array>): void {
  const file = openSync(path, 'w');
  try {
    for (const chunk of chunks) {
      let at = 0;
      while (at < chunk.length) at += writeSync(file, chunk, at);
    }
    fsyncSync(file);
  } catch (error) {
    // An open file does not tell its path.
    throw Object.assign(error as object, { path });
  } finally {
    closeSync(file);
  }
}

/** Writes a file of JSON, a member a line, and waits until the disk has it. */
export const writeSyncedJson = (path: string, value: unknown): void =>
  writeSynced(path, [new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)]);
