import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeOwnFolder, shortHash, userCache, whyNotOwn } from '@braggsim/core/node';
import { type CodeStore, useCodeStore } from '../cpu/code-store';

/** Older files are removed when there are more. */
const MAX_FILES = 256;

/** What stands ahead of the bytes of the code, as a line of JSON. */
interface Head {
  /** Text of all that the code was generated from, which is compared, since the names of two files may coincide. */
  readonly key: string;
  readonly length: number;
  readonly hash: number;
  readonly facts: object;
}

/** Returns a hash by FNV-1a over words of four bytes, the last of which zeros fill. */
function hashOf(bytes: Uint8Array): number {
  const filled = new Uint8Array(4 * Math.ceil(bytes.length / 4));
  filled.set(bytes);
  let hash = 0x811c9dc5;
  for (const word of new Uint32Array(filled.buffer)) hash = Math.imul(hash ^ word, 0x01000193);
  return hash;
}

/**
 * Returns a store of generated code in a folder. What cannot be read, is damaged or could have been written by another user is not taken; a
 * folder that cannot be written stays as it is.
 *
 * @param generator identifies the formulas and the generator, and becomes part of every key
 */
export function codeFiles(folder: string, generator: string): CodeStore {
  const fullKey = (key: string) => `${generator} ${key}`;
  const fileOf = (key: string) => join(folder, `${shortHash(key)}-${key.length}.module`);
  return {
    find: (name) => {
      const key = fullKey(name);
      const file = fileOf(key);
      try {
        if (whyNotOwn(folder, 'folder') !== undefined || whyNotOwn(file, 'file') !== undefined) return undefined;
        const bytes = readFileSync(file);
        const end = bytes.indexOf('\n');
        const head = JSON.parse(bytes.toString('utf8', 0, end)) as Head;
        const code = new Uint8Array(bytes.subarray(end + 1));
        if (head.key !== key || head.length !== code.length || head.hash !== hashOf(code)) return undefined;
        return { code, facts: head.facts };
      } catch {
        // It is generated again.
        return undefined;
      }
    },
    keep: (name, { code, facts }) => {
      const key = fullKey(name);
      const file = fileOf(key);
      const temporary = `${file}.${process.pid}`;
      try {
        if (makeOwnFolder(folder) !== undefined) return;
        const head: Head = { key, length: code.length, hash: hashOf(code), facts };
        writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), code]), { mode: 0o600 });
        renameSync(temporary, file);
        removeOld(folder);
      } catch {
        rmSync(temporary, { force: true });
      }
    },
  };
}

function removeOld(folder: string): void {
  const names = readdirSync(folder);
  if (names.length <= MAX_FILES) return;
  const files = names.map((name) => ({ path: join(folder, name), changed: statSync(join(folder, name)).mtimeMs }));
  files.sort((a, b) => b.changed - a.changed);
  for (const { path } of files.slice(MAX_FILES)) rmSync(path, { force: true });
}

/**
 * Keeps generated modules, and their sources in C, in the cache of the user, so that the next process need not generate them. For processes whose terms
 * are all known to the generator: those of plug-ins may change while their names stay.
 *
 * @param generator identifies the formulas and the code that generates modules of them, such as a version
 */
export function keepModules(generator: string): void {
  useCodeStore(codeFiles(userCache('modules'), generator));
}
