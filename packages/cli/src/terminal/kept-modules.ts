import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { version } from './version';

/** Extension of the built commands, each of which is one file with all formulas and all that generates code of them. */
const BUNDLE = '.cjs';

/**
 * Lets the CPU kernel keep generated modules between runs of a command, unless plug-ins take part or the user wants no compiled
 * code to be kept.
 */
export async function keepGeneratedModules(plugins: readonly unknown[]): Promise<void> {
  const generator = generatorOfBundle();
  if (plugins.length > 0 || generator === undefined) return;
  const { keepModules } = await import('@braggsim/kernel-cpu/node');
  keepModules(generator);
}

/** Lets the structure factors of models be kept between runs of a command, unless the user wants nothing to be kept. */
export async function keepStructureFactors(): Promise<void> {
  const generator = generatorOfBundle();
  if (generator === undefined) return;
  const { keepModelFactors } = await import('@braggsim/experiment/node');
  keepModelFactors(generator);
}

/** Identifies the file that holds all code; undefined among the sources, and where the user wants nothing to be kept. */
export function generatorOfBundle(): string | undefined {
  const file = fileURLToPath(import.meta.url);
  if (!file.endsWith(BUNDLE) || process.env.NODE_DISABLE_COMPILE_CACHE !== undefined) return undefined;
  const { size, mtimeMs } = statSync(file);
  return `${version} ${size} ${mtimeMs}`;
}
