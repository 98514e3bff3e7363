/** Names of files as text, with the separators of any system; nothing is looked up on a disk. */
const SEPARATOR = /[/\\]/;

/** Returns the last part of a path: `image.img` of `out/image.img`. */
export const baseName = (path: string): string => path.split(SEPARATOR).at(-1) ?? path;

/** Returns the path of a file in the folder of another: `out/data.h5` of `out/master.nxs` and `data.h5`. */
export const besideFile = (path: string, name: string): string =>
  path.slice(0, path.length - baseName(path).length) + name;

/** Returns the extension of a file with its dot, in lower case; empty where there is none. */
export const extensionOf = (path: string): string => /[^.](\.[^.]*)$/.exec(baseName(path))?.[1]?.toLowerCase() ?? '';

/** Replaces each run of `#` in a name by a number, with at least as many digits. */
export const numbered = (pattern: string, number: number): string =>
  pattern.replace(/#+/g, (run) => String(number).padStart(run.length, '0'));
