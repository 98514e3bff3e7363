import { spawn } from 'node:child_process';

/**
 * Runs a program and returns the time from its start to its end, ms.
 *
 * @throws Error when it does not start or ends with a code other than 0
 */
export const timeProgram = (
  program: string,
  argv: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<number> =>
  new Promise((resolve, reject) => {
    const begin = performance.now();
    const env = { ...process.env, ...environment };
    const child = spawn(program, argv, { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(performance.now() - begin);
      reject(new Error(`${program} ${argv.join(' ')} ended with ${signal ?? code}: ${errors.trim()}`));
    });
  });
