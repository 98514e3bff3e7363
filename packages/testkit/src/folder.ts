import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder for one test. */
export interface Folder {
  readonly path: string;
  /** Returns the path of a file in the folder. */
  readonly at: (name: string) => string;
  /** Writes a file in the folder and returns its path. */
  readonly put: (name: string, content: string | Uint8Array) => string;
  /** Creates a folder in the folder and returns its path. */
  readonly make: (name: string) => string;
  /** Reads a file in the folder. */
  readonly read: (name: string) => Buffer;
  /** Lists the names in the folder, including hidden ones. */
  readonly names: () => string[];
  /** Removes the folder with its contents. */
  readonly remove: () => void;
}

/** Creates a temporary folder for the files of a test, which is to be removed after it. */
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
