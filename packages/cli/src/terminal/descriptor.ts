import { fstatSync, statSync, writeSync } from 'node:fs';
import { devNull } from 'node:os';

/** Descriptors of the standard streams. */
export const [STDIN, STDOUT, STDERR] = [0, 1, 2] as const;

/**
 * Tells whether a descriptor may be a terminal. Files, pipes and the null device are none, which is known without the modules of Node
 * for terminals: they take as long to load as a small image.
 */
function mayBeTerminal(descriptor: number): boolean {
  if (process.platform === 'win32') return true;
  try {
    const found = fstatSync(descriptor);
    return found.isCharacterDevice() && found.rdev !== statSync(devNull).rdev;
  } catch {
    return false;
  }
}

export const isTerminal = async (descriptor: number): Promise<boolean> =>
  mayBeTerminal(descriptor) && (await import('node:tty')).isatty(descriptor);

/**
 * Writes to a file or pipe at once, without the streams of Node. The rest of a text that a pipe does not take without waiting, and
 * all that follows, goes through the stream. A reader that stops (`nanoBragg … | head`) ends nothing.
 *
 * @param stream returns the stream of the descriptor
 */
export function writerOf(descriptor: number, stream: () => NodeJS.WritableStream): (text: string) => void {
  let later: NodeJS.WritableStream | undefined;
  let isClosed = false;
  return (text) => {
    if (isClosed) return;
    if (later) {
      later.write(text);
      return;
    }
    let rest = Buffer.from(text);
    try {
      while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') isClosed = true;
      else if (code === 'EAGAIN') {
        later = survivingReaders(stream());
        later.write(rest);
      } else throw error;
    }
  };
}

/** Returns a stream whose reader may stop without an error. */
export function survivingReaders<Stream extends NodeJS.WritableStream>(stream: Stream): Stream {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  return stream;
}
