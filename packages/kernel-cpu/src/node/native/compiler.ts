import type { ChildProcess } from 'node:child_process';
import { accessSync, constants, existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';

/** A C compiler, and the facts that distinguish its versions. */
export interface Compiler {
  /** Absolute path under which the compiler was found: programs such as ccache are compilers only by the name of a link to them. */
  readonly path: string;
  /** Path, and the file that it leads to, with its size and time. */
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
    return found.isFile() ? { path, identity: `${path} ${real} ${found.size} ${found.mtimeMs}` } : undefined;
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

/** Result of a compilation: done, or a failure with its cause. */
export type Compilation = 'done' | { readonly failure: string; readonly cause: FailureCause };

/**
 * Why a compilation failed: `source`, which would occur again with the same compiler; `storage`, where another folder may have room for the
 * output; or `process`, which may not occur next time.
 */
export type FailureCause = 'source' | 'storage' | 'process';

/** Flags, output and time limit of a compilation. */
export interface CompileOptions {
  readonly flags: readonly string[];
  /** File to write. */
  readonly output: string;
  readonly timeoutMs: number;
}

const LONGEST_MESSAGE = 300;
/** Characters of a compiler's messages that are read: warnings may come before the error. */
const MAX_MESSAGES = 16_384;

/** Messages of Linux, as compilers and linkers quote them, that are about the machine and not about the source. */
const ABOUT_MACHINE: readonly (readonly [FailureCause, RegExp])[] = [
  [
    'storage',
    /no space left|quota exceeded|read-only file system|permission denied|cannot open output file|input\/output error/i,
  ],
  [
    'process',
    /killed|out of memory|memory exhausted|cannot allocate|temporarily unavailable|too many open files|terminated/i,
  ],
];

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
    const fail = (failure: string, cause: FailureCause) =>
      resolve({ failure: `the compiler ${path} ${failure}`, cause });
    try {
      child = spawn(path, ['-x', 'c', '-', ...flags, '-o', output], {
        stdio: ['pipe', 'ignore', 'pipe'],
        detached: true,
        env,
      });
    } catch (error) {
      fail(`cannot be started: ${(error as Error).message}`, 'process');
      return;
    }
    const failWith = ({ line, cause }: CompilerError) => fail(`failed: ${line}`, cause);
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
      fail(`took longer than ${timeoutMs / 1000} s`, 'process');
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
      if (messages.length < MAX_MESSAGES) messages += text;
    });
    child.on('error', (error) => {
      close();
      fail(`cannot be started: ${error.message}`, 'process');
    });
    child.on('close', (code, killedBy) => {
      close();
      if (code === null) fail(`was ended by ${killedBy}`, 'process');
      else if (code !== 0) failWith(errorIn(messages) ?? { line: `exit code ${code}`, cause: 'source' });
      else if (existsSync(output)) resolve('done');
      else fail('wrote no file', 'source');
    });
    // A compiler that does not read its input closes the pipe.
    child.stdin?.on('error', () => {}).end(source);
    child.unref();
    for (const stream of [child.stdin, child.stderr]) (stream as unknown as { unref?: () => void } | null)?.unref?.();
    timer.unref();
  });
}

interface CompilerError {
  readonly line: string;
  readonly cause: FailureCause;
}

/** Returns the line that says what is wrong, of all that a compiler prints. */
function errorIn(messages: string): CompilerError | undefined {
  const lines = messages.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const short = (line: string) => line.slice(0, LONGEST_MESSAGE);
  for (const [cause, pattern] of ABOUT_MACHINE) {
    const line = lines.find((text) => pattern.test(text));
    if (line !== undefined) return { line: short(line), cause };
  }
  const telling = lines.find((line) => /error|cannot|not found/i.test(line)) ?? lines[0];
  return telling === undefined ? undefined : { line: short(telling), cause: 'source' };
}
