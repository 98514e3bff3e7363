import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of a test's own. */
export interface Folder {
  readonly path: string;
  /** Path of a file in it. */
  readonly at: (name: string) => string;
  /** Makes a file in it and returns its path. */
  readonly put: (name: string, content: string | Uint8Array) => string;
  readonly make: (name: string) => string;
  readonly read: (name: string) => Buffer;
  /** Names in it, hidden ones included. */
  readonly names: () => string[];
  readonly remove: () => void;
}

export function folder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'braggsim-'));
  const at = (name: string) => join(path, name);
  return {
    path,
    at,
    put: (name, content) => {
      writeFileSync(at(name), content);
      return at(name);
    },
    make: (name) => {
      mkdirSync(at(name));
      return at(name);
    },
    read: (name) => readFileSync(at(name)),
    names: () => readdirSync(path).sort(),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
