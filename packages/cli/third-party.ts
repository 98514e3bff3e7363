import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Options } from 'tsup';
import { licences } from '../../tools/packaging/licences.mjs';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

/** Writes the licences of the packages that are bundled into the commands. */
export function thirdParty(file: string): Plugin {
  const bundled = licences();
  return {
    name: 'third-party',
    setup: (build) =>
      build.onEnd(({ metafile }) => {
        for (const output of Object.values(metafile?.outputs ?? {})) Object.keys(output.inputs).forEach(bundled.add);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, bundled.text('The commands'));
      }),
  };
}
