import { existsSync, linkSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeSynced } from '../layouts/synced-file';
import { partName } from '../shards/unfinished';

/** Replaces a file by one with other content, in one step; one with the same content stays. */
export function replace(folder: string, name: string, content: string | Uint8Array): void {
  const path = join(folder, name);
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  if (existsSync(path) && Buffer.compare(readFileSync(path), bytes) === 0) return;
  replaceByChunks(folder, name, [bytes]);
}

/** Replaces a file by one of several chunks, in one step when the disk has them all; nothing changes where that is not possible. */
export function replaceByChunks(folder: string, name: string, chunks: Iterable<Uint8Array>): void {
  const part = join(folder, `.${name}${partName(0)}`);
  try {
    writeSynced(part, chunks);
    renameSync(part, join(folder, name));
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/**
 * Creates a file with its content in one step.
 *
 * @returns false, and nothing changes, where a file of that name exists
 */
export function createOnce(folder: string, name: string, content: string): boolean {
  const part = join(folder, `.${name}${partName(0)}`);
  try {
    writeSynced(part, [new TextEncoder().encode(content)]);
    linkSync(part, join(folder, name));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    if (!NO_LINKS.has((error as NodeJS.ErrnoException).code)) throw error;
    // File systems without links: two runs that begin at the same moment are not told apart.
    renameSync(part, join(folder, name));
    return true;
  } finally {
    rmSync(part, { force: true });
  }
}

/** Errors of file systems that have no links. */
const NO_LINKS: ReadonlySet<unknown> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);
