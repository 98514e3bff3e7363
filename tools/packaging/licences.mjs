import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Matches the folder and the name of the installed package that a file belongs to; packages of the workspace are
 * elsewhere.
 */
const PACKAGE = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)(?=\/)/;

/** @param {string} folder */
function licenceIn(folder) {
  const name = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (name === undefined) throw new Error(`${folder} has no licence file`);
  return readFileSync(join(folder, name), 'utf8').trim();
}

/**
 * Creates an empty collection of the licences of installed packages whose files are bundled, which nearly all of them
 * require to be passed on.
 */
export function licences() {
  /** @type {Map<string, string>} */
  const folders = new Map();
  /** @param {[name: string, folder: string]} entry */
  const noteOf = ([name, folder]) => `${name}\n${'-'.repeat(name.length)}\n${licenceIn(folder)}\n`;
  return {
    /**
     * Notes the package of a bundled file, if it is an installed one.
     *
     * @param {string} file path with slashes
     */
    add(file) {
      const [folder, name] = PACKAGE.exec(file) ?? [];
      if (folder && name) folders.set(name, folder);
    },
    /**
     * Returns the text of all licences, by the names of their packages.
     *
     * @param {string} what what includes their code, such as `The commands`
     */
    text: (what) => `${what} include code of the packages below.\n\n${[...folders].sort().map(noteOf).join('\n\n')}`,
  };
}
