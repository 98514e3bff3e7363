import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dataError, isBraggsimError } from '../errors';
import { reasonOf } from './system-errors';

/**
 * The bytes of an input file.
 *
 * @param what the file is, for the message: `reflection file`
 * @throws BraggsimError (`data`) when it cannot be read
 */
export function readInput(path: string, what: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw dataError({ message: `cannot read the ${what} '${path}': ${reasonOf(error)}`, found: path, cause: error });
  }
}

/** The most that a file unpacks to: a list of all reflections of a large cell has about a tenth of it. */
const LARGEST_UNPACKED = 2 ** 30;
/** The longest text that is read whole: detectors of a thousand panels have a thousandth of it. */
const LONGEST_TEXT = 2 ** 28;

/**
 * The bytes of an input file, unpacked where they are packed with gzip.
 *
 * @param largest number of bytes to unpack; beyond it unpacking stops
 * @throws BraggsimError (`data`) when it cannot be read or unpacked
 */
export function readPackedInput(path: string, what: string, largest = LARGEST_UNPACKED): Uint8Array {
  const bytes = readInput(path, what);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: largest });
  } catch (error) {
    const reason = (error as Error).message;
    throw dataError({ message: `cannot unpack the ${what} '${path}': ${reason}`, found: path, cause: error });
  }
}

/** What a parser has to complain about, with the name of the file. */
function named(path: string, error: unknown): unknown {
  if (!isBraggsimError(error, 'data') || error.message.includes(path)) return error;
  return dataError({ message: `${path}: ${error.message}`, cause: error });
}

/** Runs a parser; what it has to complain about names the file. */
export function inFile<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw named(path, error);
  }
}

/** The same of a parser that runs elsewhere. */
export const inFileElsewhere = <T>(path: string, parsed: Promise<T>): Promise<T> =>
  parsed.catch((error: unknown) => Promise.reject(named(path, error)));

/** @throws BraggsimError (`data`) when it cannot be read, or is longer than any text that is meant to be read whole */
export function readText(path: string, what: string, longest = LONGEST_TEXT): string {
  const bytes = readInput(path, what);
  if (bytes.length <= longest) return new TextDecoder().decode(bytes);
  throw dataError(
    `the ${what} '${path}' has ${bytes.length} bytes; up to ${longest} are read: is it another kind of file?`,
  );
}
