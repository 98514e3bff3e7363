import { report, type Terminal } from '../command';
import type { Finished } from '../nanobragg/run.fixture';
import { braggsim } from './main';

export { type Finished, type Folder, folder } from '../nanobragg/run.fixture';

/** Runs the modern command to its exit code. */
export async function finish(argv: readonly string[], use: Partial<Terminal> = {}): Promise<Finished> {
  const said = { out: '', err: '' };
  const terminal: Terminal = {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    signal: new AbortController().signal,
    interactive: false,
    ...use,
  };
  const code = await braggsim(argv, terminal).then(
    () => 0,
    (error: unknown) => report('braggsim', error, terminal),
  );
  return { code, ...said };
}

/** The flags of a small image. */
export const SMALL: readonly string[] = [
  ...['--default-f', '100', '--cell', '60,60,40', '--ncells', '4,4,4', '--shape', 'gauss'],
  ...['--detpixels', '16', '--pixel', '0.4', '--distance', '300', '--oversample', '1', '--seed', '3'],
];
