import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

/** A C compiler, and the facts that distinguish its versions. */
export interface Compiler {
  /** Absolute path of the compiler, free of links. */
  readonly path: string;
  readonly identity: string;
}

/** Environment variable with the absolute path of a compiler to use instead of those on the PATH. */
export const COMPILER_VARIABLE = 'BRAGGSIM_CC';
const NAMES = ['cc', 'gcc', 'clang'];

/** Folders of the PATH; relative ones would make what runs depend on the folder that it runs in. */
const foldersOf = ({ PATH = '' }: NodeJS.ProcessEnv): string[] => PATH.split(delimiter).filter(isAbsolute);

function executable(path: string): Compiler | undefined {
  try {
    const real = realpathSync(path);
    accessSync(real, constants.X_OK);
    const found = statSync(real);
    return found.isFile() ? { path: real, identity: `${real} ${found.size} ${found.mtimeMs}` } : undefined;
  } catch {
    return undefined;
  }
}

/** Finds the compiler to use, or the reason why there is none. */
export function findCompiler(env: NodeJS.ProcessEnv = process.env): Compiler | string {
  const given = env[COMPILER_VARIABLE];
  if (given !== undefined && given !== '') {
    const usable = isAbsolute(given) ? executable(given) : undefined;
    return usable ?? `${COMPILER_VARIABLE} must be the absolute path of a C compiler, not '${given}'`;
  }
  const paths = NAMES.flatMap((name) => foldersOf(env).map((folder) => join(folder, name)));
  for (const path of paths) {
    const found = executable(path);
    if (found) return found;
  }
  return `there is no C compiler (${NAMES.join(', ')}) on the PATH`;
}

/**
 * Result of a compilation: done, or a failure and whether it is permanent, so that it would occur again with the same
 * source.
 */
export type Compilation = 'done' | { readonly failure: string; readonly isFinal: boolean };

/** Flags, output and time limit of a compilation. */
export interface CompileOptions {
  readonly flags: readonly string[];
  /** File to write. */
  readonly output: string;
  readonly timeoutMs: number;
}

const LONGEST_MESSAGE = 300;

/**
 * Compiles C source in a process of its own, without a shell and in a clean environment. This process does not wait for
 * it when it exits: the compiler is then ended with all that it has started.
 */
export async function compile(
  { path }: Compiler,
  source: string,
  { flags, output, timeoutMs }: CompileOptions,
): Promise<Compilation> {
  // Loading it takes some milliseconds, which a run with cached code need not spend.
  const { spawn } = await import('node:child_process');
  const env = { PATH: foldersOf(process.env).join(delimiter), LC_ALL: 'C', TMPDIR: tmpdir() };
  return new Promise((resolve) => {
    let child: ChildProcess;
    const fail = (failure: string, isFinal: boolean) => resolve({ failure, isFinal });
    try {
      child = spawn(path, ['-x', 'c', '-', ...flags, '-o', output], {
        stdio: ['pipe', 'ignore', 'pipe'],
        detached: true,
        env,
      });
    } catch (error) {
      fail(`the compiler ${path} cannot be started: ${(error as Error).message}`, false);
      return;
    }
    let messages = '';
    /** Ends the compiler and the programs that it runs. */
    const end = () => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    };
    const timer = setTimeout(() => {
      end();
      fail(`the compiler ${path} took longer than ${timeoutMs / 1000} s`, false);
    }, timeoutMs);
    const atExit = () => {
      end();
      rmSync(output, { force: true });
    };
    const close = () => {
      clearTimeout(timer);
      process.removeListener('exit', atExit);
    };
    process.once('exit', atExit);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (messages.length < LONGEST_MESSAGE) messages += text;
    });
    child.on('error', (error) => {
      close();
      fail(`the compiler ${path} cannot be started: ${error.message}`, false);
    });
    child.on('close', (code, killedBy) => {
      close();
      if (code === 0) resolve('done');
      else if (code === null) fail(`the compiler ${path} was ended by ${killedBy}`, false);
      else fail(`the compiler ${path} failed: ${firstError(messages) ?? `exit code ${code}`}`, true);
    });
    // A compiler that does not read its input closes the pipe.
    child.stdin?.on('error', () => {}).end(source);
    child.unref();
    for (const stream of [child.stdin, child.stderr]) (stream as unknown as { unref?: () => void } | null)?.unref?.();
    timer.unref();
  });
}

/** Returns the line that says what is wrong, of all that a compiler prints. */
function firstError(messages: string): string | undefined {
  const lines = messages.split('\n').filter((line) => line.trim() !== '');
  const telling = lines.find((line) => /error|cannot|not found/i.test(line)) ?? lines[0];
  return telling?.trim().slice(0, LONGEST_MESSAGE);
}
