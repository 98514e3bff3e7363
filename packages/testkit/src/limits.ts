import { createContext, Script } from 'node:vm';

/** What reading a file may take at most: bounds that no honest reader comes near, whatever the machine. */
export interface ReadingLimits {
  /** Wall time, s. */
  readonly seconds: number;
  /** Memory for each byte of the file, and whatever its size. */
  readonly bytesPerByte: number;
  readonly bytes: number;
}

const DEFAULTS: ReadingLimits = { seconds: 20, bytesPerByte: 256, bytes: 2 ** 24 };

/** Files that share one watch, which takes longer to set than a small file to read. */
const BATCH = 100;

/**
 * Hands every file to a reader and stops it when it goes beyond a limit: a loop without end is broken off, and memory that
 * a file made it ask for is counted, whether it was used or not.
 *
 * @throws Error with the file, and whatever the reader throws
 */
export function underLimits(
  files: Iterable<Uint8Array>,
  read: (file: Uint8Array) => void,
  limits: Partial<ReadingLimits> = {},
): void {
  const { seconds, bytesPerByte, bytes } = { ...DEFAULTS, ...limits };
  let current: Uint8Array = new Uint8Array();
  const rest = files[Symbol.iterator]();
  /** @returns whether there may be more */
  const readBatch = (): boolean => {
    for (let i = 0; i < BATCH; i++) {
      const { done, value } = rest.next();
      if (done) return false;
      current = value;
      const before = memory();
      read(current);
      const taken = memory() - before;
      if (taken > bytes + bytesPerByte * current.length)
        throw new Error(`${taken} bytes were taken for ${shown(current)}`);
    }
    return true;
  };
  const script = new Script('readBatch()');
  const context = createContext({ readBatch });
  try {
    while (script.runInContext(context, { timeout: 1000 * seconds }));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    throw new Error(`not read within ${seconds} s: ${shown(current)}`);
  }
}

/** Bytes in use by this thread, within and without the heap of the engine. */
function memory(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A file, or the start of a long one, in a form that can be pasted into a test. */
export const shown = (file: Uint8Array): string =>
  `a file of ${file.length} bytes (base64) ${Buffer.from(file.subarray(0, 3000)).toString('base64')}`;
