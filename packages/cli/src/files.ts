import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { dataError, isBraggsimError } from '@braggsim/core';
import { reasonOf } from './system-errors';

export { makeFolder, type OutputFiles, openOutputs } from './output-files';

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

/** The largest file that is unpacked: a list of all reflections of a large cell has about a tenth of it. */
const LARGEST_UNPACKED = 2 ** 30;

/**
 * The bytes of an input file, unpacked where they are packed with gzip.
 *
 * @throws BraggsimError (`data`) when it cannot be read or unpacked
 */
export function readPackedInput(path: string, what: string): Uint8Array {
  const bytes = readInput(path, what);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_UNPACKED });
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

export const readText = (path: string, what: string): string => new TextDecoder().decode(readInput(path, what));
