import { existsSync } from 'node:fs';

/**
 * Returns the URL of the module of a worker. It lies in the folder of the module that starts it; tests that run from
 * sources use the built file.
 *
 * @param name file name without folder and extension
 * @param from `import.meta.url` of a file in `src/node`, or of the module that it is bundled into
 */
export function workerFile(name: string, from: string): string {
  const beside = new URL(`./${name}.js`, from);
  return existsSync(beside) ? beside.href : new URL(`../../dist/${name}.js`, from).href;
}
