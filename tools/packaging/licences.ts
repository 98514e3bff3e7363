import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Matches the folder and the name of the installed package that a file belongs to; packages of the workspace are
 * elsewhere.
 */
const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/;

function licenceIn(folder: string): string {
  const name = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (name === undefined) throw new Error(`${folder} has no licence file`);
  return readFileSync(join(folder, name), 'utf8').trim();
}

/** Licences of the installed packages whose files are bundled, which nearly all of them require to be passed on. */
export interface Licences {
  /** Notes the package of a bundled file, if it is an installed one. @param file path with slashes */
  add(file: string): void;
  /** Returns the text of all licences, by the names of their packages. @param what what includes their code, such as `The commands` */
  text(what: string): string;
}

/** Creates an empty collection of licences. */
export function licences(): Licences {
  const folders = new Map<string, string>();
  const noteOf = ([name, folder]: [string, string]) => `${name}\n${'-'.repeat(name.length)}\n${licenceIn(folder)}\n`;
  return {
    add(file) {
      const [folder, name] = PACKAGE.exec(file) ?? [];
      if (folder && name) folders.set(name, folder);
    },
    text: (what) => `${what} include code of the packages below.\n\n${[...folders].sort().map(noteOf).join('\n\n')}`,
  };
}
