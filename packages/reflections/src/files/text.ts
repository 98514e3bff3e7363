import { dataError } from '@braggsim/core';

/** Longest string, in characters, that every JavaScript engine can hold. */
const LONGEST = 2 ** 29 - 64;

/**
 * Decodes a file as text.
 *
 * @throws BraggsimError (`data`) when the file is too long for one string
 */
export function textOf(bytes: Uint8Array, name: string): string {
  if (bytes.length <= LONGEST) return new TextDecoder().decode(bytes);
  throw dataError(`${name} has ${bytes.length} bytes; up to ${LONGEST} of text are read: split the file`);
}
