import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOwnFolder, whyNotOwn } from './own-files';
import { shortHash } from './short-hash';

/** A result in a store. */
export interface Stored {
  readonly bytes: Uint8Array;
  /** Plain data, which JSON keeps. */
  readonly facts: object;
}

/** A store of results that can be made again, each under a key: a text of all that the result depends on. */
export interface Store {
  /** Returns what was kept under a key, or undefined. */
  find(key: string): Stored | undefined;
  keep(key: string, stored: Stored): void;
}

/** Properties that all files of a store share. */
export interface FileStoreOptions {
  /** Identifies the code that makes the contents, such as a version, and becomes part of every key. */
  readonly generator: string;
  /** Extension of the names of files, with its dot. */
  readonly extension: string;
  /** Older files are removed when all together have more bytes. */
  readonly maxBytes: number;
}

/** The line of JSON ahead of the bytes of a file. */
interface Head {
  /** The whole key, which is compared, since the names of two files may coincide. */
  readonly key: string;
  readonly length: number;
  readonly hash: number;
  readonly facts: object;
}

/** Returns a hash by FNV-1a over words of four bytes, the last of which zeros fill; any single word that differs changes it. */
function hashOf(bytes: Uint8Array): number {
  const filled = new Uint8Array(4 * Math.ceil(bytes.length / 4));
  filled.set(bytes);
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(filled.buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  return hash;
}

/**
 * Returns a store in a folder. What cannot be read, is damaged or could have been written by another user is not taken; a folder
 * that cannot be written stays as it is.
 */
export function fileStore(folder: string, { generator, extension, maxBytes }: FileStoreOptions): Store {
  const fullKey = (key: string) => `${generator} ${key}`;
  const fileOf = (key: string) => join(folder, `${shortHash(key)}-${key.length}${extension}`);
  return {
    find: (name) => {
      const key = fullKey(name);
      const file = fileOf(key);
      try {
        if (whyNotOwn(folder, 'folder') !== undefined || whyNotOwn(file, 'file') !== undefined) return undefined;
        const content = readFileSync(file);
        const end = content.indexOf('\n');
        const head = JSON.parse(content.toString('utf8', 0, end)) as Head;
        const bytes = new Uint8Array(content.subarray(end + 1));
        if (head.key !== key || head.length !== bytes.length || head.hash !== hashOf(bytes)) return undefined;
        return { bytes, facts: head.facts };
      } catch {
        // It is made again.
        return undefined;
      }
    },
    keep: (name, { bytes, facts }) => {
      const key = fullKey(name);
      const file = fileOf(key);
      // Threads of one process have the same number.
      const temporary = `${file}.${process.pid}-${process.hrtime.bigint()}`;
      try {
        if (makeOwnFolder(folder) !== undefined) return;
        const head: Head = { key, length: bytes.length, hash: hashOf(bytes), facts };
        const content = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), bytes]);
        writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
        renameSync(temporary, file);
        removeOld(folder, maxBytes);
      } catch {
        rmSync(temporary, { force: true });
      }
    },
  };
}

/** Removes all but the newest files. Those that a process has left behind grow old like all others. */
function removeOld(folder: string, maxBytes: number): void {
  const files = readdirSync(folder).map((name) => {
    const path = join(folder, name);
    const { mtimeMs: changed, size } = statSync(path);
    return { path, changed, size };
  });
  let bytes = 0;
  for (const { path, size } of files.sort((a, b) => b.changed - a.changed)) {
    bytes += size;
    if (bytes > maxBytes) rmSync(path, { force: true });
  }
}
