import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dataError } from '../errors';
import { reasonOf } from './system-errors';

/**
 * Reads the bytes of an input file.
 *
 * @param what kind of the file, for the message, such as `reflection file`
 * @throws BraggsimError (`data`) when the file cannot be read
 */
export function readInput(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw dataError({ message: `cannot read the ${what} '${path}': ${reasonOf(error)}`, found: path, cause: error });
  }
}

/** Largest size of an unpacked file, bytes: a list of all reflections of a large cell has about a tenth of it. */
const MAX_UNPACKED_BYTES = 2 ** 30;
/** Largest size of a text file, bytes: a detector of a thousand panels has a thousandth of it. */
const MAX_TEXT_BYTES = 2 ** 28;

/**
 * Reads the bytes of an input file and unpacks them if they are compressed with gzip.
 *
 * @param what kind of the file, for the message, such as `reflection file`
 * @param largest largest number of bytes to unpack
 * @throws BraggsimError (`data`) when the file cannot be read or unpacked, or is larger than `largest` unpacked
 */
export function readPackedInput(path: string, what: string, largest = MAX_UNPACKED_BYTES): Uint8Array {
  const bytes = readInput(path, what);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  // Few files are packed, and to load the library takes milliseconds.
  const { gunzipSync } = createRequire(import.meta.url)('node:zlib') as typeof import('node:zlib');
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (error) {
    const reason = (error as Error).message;
    throw dataError({ message: `cannot unpack the ${what} '${path}': ${reason}`, found: path, cause: error });
  }
}

/**
 * Reads a text file in UTF-8.
 *
 * @param what kind of the file, for the message
 * @param longest largest number of bytes
 * @throws BraggsimError (`data`) when the file cannot be read or is larger than `longest`
 */
export function readText(path: string, what: string, longest = MAX_TEXT_BYTES): string {
  const bytes = readInput(path, what);
  if (bytes.length <= longest) return new TextDecoder().decode(bytes);
  throw dataError(
    `the ${what} '${path}' has ${bytes.length} bytes; up to ${longest} are read: is it another kind of file?`,
  );
}
