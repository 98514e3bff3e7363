import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { version } from './version';

/** Files that hold all formulas, and everything that generates code of them. */
const BUNDLE = '.cjs';

/**
 * Lets the CPU kernel keep generated modules between runs of a command, unless plug-ins take part or the user wants no compiled
 * code to be kept.
 */
export async function keepGeneratedModules(plugins: readonly unknown[]): Promise<void> {
  const file = fileURLToPath(import.meta.url);
  if (plugins.length > 0 || !file.endsWith(BUNDLE) || process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return;
  const { size, mtimeMs } = statSync(file);
  const { keepModules } = await import('@braggsim/kernel-cpu/node');
  keepModules(`${version} ${size} ${mtimeMs}`);
}
