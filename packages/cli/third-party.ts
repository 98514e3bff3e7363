import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

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

/** Collects the licences of the packages that are bundled into a command, since nearly all of them require it. */
export function thirdParty(file: string): Plugin {
  const folders = new Map<string, string>();
  const noteOf = ([name, folder]: [string, string]) => `${name}\n${'-'.repeat(name.length)}\n${licenceIn(folder)}\n`;
  return {
    name: 'third-party',
    setup: (build) =>
      build.onEnd(({ metafile }) => {
        const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => Object.keys(output.inputs));
        for (const input of inputs) {
          const [folder, name] = PACKAGE.exec(input) ?? [];
          if (folder && name) folders.set(name, folder);
        }
        const notes = [...folders].sort().map(noteOf);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, `The commands include code of the packages below.\n\n${notes.join('\n\n')}`);
      }),
  };
}
