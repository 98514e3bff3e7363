import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Runs a TypeScript block with the sources of the packages and returns its output. */
export async function runTypeScript(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, loader: 'ts', resolveDir: here },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
    // Libraries of another module system ask for Node's own modules by it.
    banner: {
      js: "import { createRequire as ofBundle } from 'node:module'; const require = ofBundle(import.meta.url);",
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-docs-'));
  try {
    const file = join(folder, 'block.mjs');
    writeFileSync(file, outputFiles[0]?.text ?? '');
    return execFileSync(process.execPath, [file], { cwd: root, encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Creates a folder in which the commands of a page run one after the other, with the built commands on the path. */
export function shellSession(): { run: (script: string) => string; close: () => void; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), 'braggsim-docs-'));
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  for (const name of ['nanoBragg', 'braggsim']) symlinkSync(join(root, `packages/cli/bin/${name}.js`), join(bin, name));
  symlinkSync(join(root, 'examples'), join(folder, 'examples'));
  const env = { ...process.env, PATH: bin + delimiter + process.env.PATH, NO_COLOR: '1' };
  return {
    folder,
    run: (script) => execFileSync('sh', ['-e', '-c', script], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }),
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
