import { dataError, isBraggsimError } from './errors';

/** Returns the error of a parser with the name of the file in its message; other errors are returned as they are. */
function named(path: string, error: unknown): unknown {
  if (!isBraggsimError(error, 'data') || error.message.includes(path)) return error;
  return dataError({ message: `${path}: ${error.message}`, cause: error });
}

/**
 * Runs a parser of the contents of a file.
 *
 * @throws the error of the parser; the message of a BraggsimError (`data`) begins with the path unless it contains it
 */
export function inFile<T>(path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw named(path, error);
  }
}

/**
 * Waits for an asynchronous parser of the contents of a file.
 *
 * @throws the error of the parser; the message of a BraggsimError (`data`) begins with the path unless it contains it
 */
export const inFileElsewhere = <T>(path: string, parsed: Promise<T>): Promise<T> =>
  parsed.catch((error: unknown) => Promise.reject(named(path, error)));
