import { readFileSync } from 'node:fs';
import { dataError, EXIT_CODES, isBraggsimError } from '@braggsim/core';
import { reasonOf } from '@braggsim/core/node';
import { isTerminal, STDERR, STDIN, STDOUT, survivingReaders, writerOf } from './descriptor';

/** The parts of the environment that a command may use. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Reads the standard input to its end; absent where that is a terminal. */
  readonly input?: () => string;
  /** Raised by Ctrl-C or a termination request; the reason is the name of the signal. */
  readonly signal: AbortSignal;
  /** Whether stderr is a terminal that can show progress and colour. */
  readonly interactive: boolean;
  /** Whether stdout shows colour; false by default. */
  readonly colour?: boolean;
}

function readStdin(): string {
  try {
    return readFileSync(STDIN, 'utf8');
  } catch (error) {
    throw dataError({ message: `cannot read the standard input: ${reasonOf(error)}`, cause: error });
  }
}

/** Makes the function that writes text to a stream of the process. */
function streamed(stream: NodeJS.WritableStream): (text: string) => void {
  const surviving = survivingReaders(stream);
  return (text) => void surviving.write(text);
}

/** Runs a command and sets its exit code; every error becomes one message on stderr. */
export async function runCommand(name: string, command: (terminal: Terminal) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals) => stop.abort(signal);
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const [showsOut, showsErr] = [await isTerminal(STDOUT), await isTerminal(STDERR)];
  const terminal: Terminal = {
    out: showsOut ? streamed(process.stdout) : writerOf(STDOUT, () => process.stdout),
    err: showsErr ? streamed(process.stderr) : writerOf(STDERR, () => process.stderr),
    ...(!(await isTerminal(STDIN)) && { input: readStdin }),
    signal: stop.signal,
    interactive: showsErr,
    colour: showsOut && !process.env.NO_COLOR,
  };
  try {
    await command(terminal);
  } catch (error) {
    process.exitCode = report(name, error, terminal);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

/**
 * Prints an error and returns its exit code. An error that is not a BraggsimError is an internal error and is printed
 * with its stack trace.
 */
export function report(name: string, error: unknown, { err }: Pick<Terminal, 'err'>): number {
  if (isBraggsimError(error)) {
    err(`${name}: ${error.message}\n`);
    return EXIT_CODES[error.tag];
  }
  err(`${name}: internal error; please report it with the command line and this text:\n${traceOf(error)}\n`);
  return 1;
}

/** Returns the stack trace of an error, and those of its causes. */
function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const trace = error.stack ?? error.message;
  return error.cause === undefined ? trace : `${trace}\ncaused by: ${traceOf(error.cause)}`;
}
