import { existsSync } from 'node:fs';

/**
 * A worker's file: beside the file that starts it when built; where tests run from sources, the built one.
 *
 * @param name without folder and extension
 * @param from `import.meta.url` of a file in `src/node`, or of what it is built into
 */
export function workerFile(name: string, from: string): string {
  const beside = new URL(`./${name}.js`, from);
  return existsSync(beside) ? beside.href : new URL(`../../dist/${name}.js`, from).href;
}
