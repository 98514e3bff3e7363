import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runFailure } from '@braggsim/core';
import { servePage } from '@braggsim/core/node';
import { servedFiles } from '@braggsim/simulate/node';
import { command } from '../../terminal/subcommand';

/** What the page may do: its own scripts, WebAssembly and workers, and requests to this server. */
const POLICY =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Finds the built page: in the published package, or in the repository. @throws BraggsimError (`run`) where it is not built */
function builtPage(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  // In the published package, beside built commands, and beside their sources.
  const places = ['viewer', '../../viewer/dist', '../../../../viewer/dist'].map((place) => join(here, place));
  const found = places.find((place) => existsSync(join(place, 'index.html')));
  if (found) return found;
  throw runFailure(
    'the viewer is not built: run `npm run setup` in the repository, or `npm run app`, which needs no build',
  );
}

/** Opens an address in the browser of the user; where that fails, the address is on the screen. */
function openBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin' ? ['open'] : process.platform === 'win32' ? ['cmd', '/c', 'start', ''] : ['xdg-open'];
  const child = spawn(program as string, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}

/** The command that opens the viewer with images or an experiment. */
export const view = command({
  name: 'view',
  summary: 'open images or an experiment in the viewer, in a browser',
  positionals: '[image …|experiment.yaml]',
  arity: [0, 100_000],
  options: {
    port: {
      type: 'integer',
      min: 1,
      max: 65_535,
      flag: '--port',
      doc: 'port on this computer; any free one by default',
    },
    noOpen: { type: 'boolean', flag: '--no-open', doc: 'print the address and do not open a browser' },
  },
  description:
    'The page is served to this computer only, at an address with a random token, and can read the named files, the data files of HDF5 files and the ' +
    'files that an experiment names; nothing else, and it can write nothing. Ctrl-C ends it.',
  examples: [
    'braggsim view image.cbf',
    'braggsim view series_*.img',
    'braggsim view run_master.h5',
    'braggsim view lysozyme.yaml',
  ],
  async run({ positionals, options }, { out, signal }) {
    const files = await servedFiles(positionals);
    const server = await servePage({ page: builtPage(), files, port: options.port, policy: POLICY });
    const url = files.length > 0 ? `${server.url}?files` : server.url;
    out(`${url}\nCtrl-C ends the viewer\n`);
    if (!options.noOpen) openBrowser(url);
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve());
    });
    await server.close();
  },
});
