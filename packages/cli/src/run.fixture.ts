import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { report, type Terminal } from './command';

/** A run that was made to the end inside the test. */
export interface Finished {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

type Run = (argv: readonly string[], terminal: Terminal) => Promise<void>;

/** Runs a command to its exit code, and keeps what it says. */
export const finisher =
  (name: string, run: Run) =>
  async (argv: readonly string[], use: Partial<Terminal> = {}): Promise<Finished> => {
    let [out, err] = ['', ''];
    const terminal: Terminal = {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      signal: new AbortController().signal,
      interactive: false,
      ...use,
    };
    const code = await run(argv, terminal).then(
      () => 0,
      (error: unknown) => report(name, error, terminal),
    );
    return { code, out, err };
  };

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
