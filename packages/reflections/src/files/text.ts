import { dataError } from '@braggsim/core';

/** No engine makes longer strings. */
const LONGEST = 2 ** 29 - 64;

/**
 * The text of a file.
 *
 * @throws BraggsimError (`data`) when it is too long to be read in one piece
 */
export function textOf(bytes: Uint8Array, name: string): string {
  if (bytes.length <= LONGEST) return new TextDecoder().decode(bytes);
  throw dataError(`${name} has ${bytes.length} bytes; up to ${LONGEST} of text are read: give a part of it`);
}
