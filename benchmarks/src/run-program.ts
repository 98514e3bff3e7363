import { spawn } from 'node:child_process';

/** What the time of a program is: from its start to its end, or that of the processors, which other programs affect less. */
export type Clock = 'wall' | 'cpu';

/** Runs a program in bash and prints its time in user and in system mode, seconds, to file descriptor 3. */
const TIMED = `TIMEFORMAT='%3U %3S'; { time "$0" "$@" 2>&4; } 4>&2 2>&3`;

/** Surroundings of a program. */
export interface Surroundings {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

/**
 * Runs a program and returns its time, ms.
 *
 * @throws Error when it does not start or ends with a code other than 0
 */
export const timeProgram = (
  program: string,
  argv: readonly string[],
  { folder, environment = {}, clock = 'wall' }: Surroundings,
): Promise<number> =>
  new Promise((resolve, reject) => {
    const begin = performance.now();
    const [file = '', ...given] = clock === 'cpu' ? ['bash', '-c', TIMED, program, ...argv] : [program, ...argv];
    const child = spawn(file, given, {
      cwd: folder,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'ignore', 'pipe', clock === 'cpu' ? 'pipe' : 'ignore'],
    });
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    let times = '';
    child.stdio[3]?.on('data', (text: Buffer) => {
      times += text;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code !== 0) {
        reject(new Error(`${program} ${argv.join(' ')} ended with ${signal ?? code}: ${errors.trim()}`));
      } else if (clock === 'wall') resolve(performance.now() - begin);
      else
        resolve(
          times
            .trim()
            .split(' ')
            .reduce((sum, seconds) => sum + 1000 * Number(seconds), 0),
        );
    });
  });
