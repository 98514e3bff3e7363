import { createHash, randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeOwnFolder, userCache, whyNotOwn } from '@braggsim/core/node';

/** A compiled addon, and the content that its file must have: loading a truncated one would end the process. */
export interface AddonFile {
  readonly path: string;
  readonly size: number;
  /** SHA-256, hexadecimal. */
  readonly hash: string;
}

/** Cached result of a source: an addon, or that it cannot be compiled. */
export type CacheEntry = { readonly addon: AddonFile } | { readonly failure: string };

/** Addons on disk by the keys of their sources. */
export interface AddonCache {
  /** Path of the folder; undefined for a user without a home. */
  readonly folder: string | undefined;
  /** Why nothing is read from it, or undefined. */
  readonly unusable: string | undefined;
  /** Whether addons can be stored; those that are there can be found all the same. */
  readonly isWritable: boolean;
  find(key: string): CacheEntry | undefined;
  /** Returns the name of a file that is to be compiled and stored. */
  temporary(key: string): string;
  /** Takes over a compiled file, which is loaded from there also where there is no room to note its source. */
  store(key: string, compiled: string): AddonFile;
  storeFailure(key: string, failure: string): void;
}

/** Failures are tried again after that long: a header may have been installed. */
const FAILURE_LIFETIME_MS = 24 * 3600 * 1000;
/** Older addons are removed when there are more. */
const MAX_ADDONS = 256;
/** Temporary files that are older were left by a process that was ended. */
const TEMPORARY_LIFETIME_MS = 3600 * 1000;

/** Returns the folder of addons below the user's cache; undefined for a user without a home. */
export const cacheFolder = (env?: NodeJS.ProcessEnv): string | undefined => userCache('native', env);

/** Hashes texts and bytes one after the other; returns hexadecimal digits. */
export const sha256 = (...parts: readonly (string | Uint8Array)[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Computes size and hash of an addon's file. */
export function inspectAddon(path: string): AddonFile {
  const bytes = readFileSync(path);
  return { path, size: bytes.length, hash: sha256(bytes) };
}

/** Returns the reason why a file is not the expected addon, or undefined. */
export function whyNotAddon({ path, size, hash }: AddonFile): string | undefined {
  const unsafe = whyNotOwn(path, 'file');
  if (unsafe !== undefined) return unsafe;
  const found = inspectAddon(path);
  return found.size === size && found.hash === hash ? undefined : `${path} is damaged`;
}

/** The note beside the addons that names the one of a source. */
interface Note {
  readonly hash?: string;
  readonly size?: number;
  readonly failure?: string;
}

/** Opens the cache of addons in a folder, which is made where it does not exist; undefined is that of a user without a home. */
export function addonCache(folder: string | undefined): AddonCache {
  if (folder === undefined) return withoutFolder;
  const unusable = makeOwnFolder(folder);
  const noteOf = (key: string) => join(folder, `${key}.json`);
  // Named after its content: a file of a name that is loaded already would give the old code.
  const addonOf = (hash: string) => join(folder, `${hash}.node`);
  const temporary = (key: string) => join(folder, `${key}.${process.pid}.${randomBytes(6).toString('hex')}.temporary`);
  /** Writes a note. What is not noted, since the disk is full or the folder gone, is compiled again by the next process. */
  const write = (key: string, note: Note): void => {
    const file = temporary(key);
    try {
      writeFileSync(file, `${JSON.stringify(note)}\n`, { mode: 0o600, flag: 'wx' });
      renameSync(file, noteOf(key));
      removeOld(folder);
    } catch {
      rmSync(file, { force: true });
    }
  };
  return {
    folder,
    unusable,
    isWritable: unusable === undefined && isWritable(folder),
    find: (key) => {
      if (unusable !== undefined || whyNotOwn(noteOf(key), 'file') !== undefined) return undefined;
      try {
        const { hash, size, failure } = JSON.parse(readFileSync(noteOf(key), 'utf8')) as Note;
        if (typeof failure === 'string') {
          const age = Date.now() - statSync(noteOf(key)).mtimeMs;
          return age < FAILURE_LIFETIME_MS ? { failure } : undefined;
        }
        if (typeof size !== 'number' || !/^[0-9a-f]{64}$/.test(String(hash))) return undefined;
        const addon = { path: addonOf(String(hash)), size, hash: String(hash) };
        return whyNotAddon(addon) === undefined ? { addon } : undefined;
      } catch {
        // What cannot be read is compiled again.
        return undefined;
      }
    },
    temporary,
    store: (key, compiled) => {
      chmodSync(compiled, 0o600);
      const { size, hash } = inspectAddon(compiled);
      renameSync(compiled, addonOf(hash));
      write(key, { size, hash });
      return { path: addonOf(hash), size, hash };
    },
    storeFailure: (key, failure) => write(key, { failure }),
  };
}

const impossible = (): never => {
  throw new Error('a cache without a folder stores nothing');
};

/** The cache of a user without a home: it finds nothing, and nothing can be stored. */
const withoutFolder: AddonCache = {
  folder: undefined,
  unusable: 'this user has no home: HOME and XDG_CACHE_HOME are no absolute paths',
  isWritable: false,
  find: () => undefined,
  temporary: impossible,
  store: impossible,
  storeFailure: () => {},
};

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the newest addons and their notes, and nothing that a process has left behind. */
function removeOld(folder: string): void {
  const files = readdirSync(folder).flatMap((name) => {
    // Another process may have renamed or removed it meanwhile.
    const found = statSync(join(folder, name), { throwIfNoEntry: false });
    return found ? [{ name, changed: found.mtimeMs }] : [];
  });
  const remove = ({ name }: { name: string }) => rmSync(join(folder, name), { force: true });
  const before = Date.now() - TEMPORARY_LIFETIME_MS;
  files.filter(({ name, changed }) => name.endsWith('.temporary') && changed < before).forEach(remove);
  for (const extension of ['.node', '.json']) {
    const kind = files.filter(({ name }) => name.endsWith(extension)).sort((a, b) => b.changed - a.changed);
    kind.slice(MAX_ADDONS).forEach(remove);
  }
}
