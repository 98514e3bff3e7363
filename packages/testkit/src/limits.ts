import { getHeapStatistics } from 'node:v8';
import { createContext, Script } from 'node:vm';

/** Limits of reading a file, far above the needs of a correct reader on any machine. */
export interface ReadingLimits {
  /** Wall time, s. */
  readonly seconds: number;
  /** Memory for each byte of the file, bytes. */
  readonly bytesPerByte: number;
  /** Additional memory for a file of any size, bytes. */
  readonly bytes: number;
}

const DEFAULTS: ReadingLimits = { seconds: 20, bytesPerByte: 256, bytes: 2 ** 24 };

/** Number of files that share one timer, which takes longer to start than a small file to read. */
const BATCH = 100;

/**
 * Passes every file to a reader and stops it when it exceeds a limit: an endless loop is interrupted, and allocated memory is
 * counted whether it is used or not.
 *
 * @throws Error with the file when a limit is exceeded; errors of the reader are passed on
 */
export function underLimits(
  files: Iterable<Uint8Array>,
  read: (file: Uint8Array) => void,
  limits: Partial<ReadingLimits> = {},
): void {
  const { seconds, bytesPerByte, bytes } = { ...DEFAULTS, ...limits };
  let current: Uint8Array = new Uint8Array();
  const rest = files[Symbol.iterator]();
  /** Reads a batch of files, and returns whether there may be more. */
  const readBatch = (): boolean => {
    for (let i = 0; i < BATCH; i++) {
      const { done, value } = rest.next();
      if (done) return false;
      current = value;
      const before = memory();
      read(current);
      const allocated = memory() - before;
      if (allocated > bytes + bytesPerByte * current.length)
        throw new Error(`${allocated} bytes were allocated for ${shown(current)}`);
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

/** Returns the bytes in use by this thread, inside and outside the heap of the engine, which is asked: `process.memoryUsage` asks the system, too. */
function memory(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}

/** Describes a file, or the start of a long one, in a form that can be pasted into a test. */
export const shown = (file: Uint8Array): string =>
  `a file of ${file.length} bytes (base64) ${Buffer.from(file.subarray(0, 3000)).toString('base64')}`;
