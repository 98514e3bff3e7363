import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The Python of Debian, whose packages are needed; another Python may come first in the path. */
const PYTHON = '/usr/bin/python3';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/**
 * Runs a program and waits for its end.
 *
 * @returns its standard output
 * @throws Error with its output when it fails or does not exist
 */
function run(program: string, argv: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [out, err] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(out)
        : reject(new Error(`${program} ${argv.join(' ')} failed:\n${err.slice(-2000)}${out.slice(-2000)}`)),
    );
  });
}

/** Runs a script of this folder. */
export const python = (script: string, ...argv: readonly string[]): Promise<string> =>
  run(PYTHON, [here(script), ...argv]);

/** The requirements of the scripts, with the Debian package of each. */
const NEEDS: readonly (readonly [what: string, program: string, argv: readonly string[], debian: string])[] = [
  ['DIALS', 'dials.version', [], 'dials'],
  ['dxtbx in /usr/bin/python3', PYTHON, ['-c', 'import dxtbx'], 'dials'],
  ['FabIO in /usr/bin/python3', PYTHON, ['-c', 'import fabio'], 'python3-fabio'],
  ['gemmi in /usr/bin/python3', PYTHON, ['-c', 'import gemmi'], 'python3-gemmi'],
  ['h5py in /usr/bin/python3', PYTHON, ['-c', 'import h5py'], 'python3-h5py'],
];

/** Lists the missing programs; empty when all are available. */
export async function missingPrograms(): Promise<string[]> {
  const found = await Promise.allSettled(NEEDS.map(([, program, argv]) => run(program, argv)));
  return NEEDS.flatMap(([what, , , debian], i) =>
    found[i]?.status === 'fulfilled' ? [] : [`${what} (apt-get install --no-install-recommends ${debian})`],
  );
}
