import { dataError } from '@braggsim/core';
import type { Group } from 'h5wasm';

/** Objects looked at when searching a file. */
export const LARGEST_GROUP = 10_000;

/**
 * The names in a group.
 *
 * @throws BraggsimError (`data`) for more than any such file has
 */
export function members(group: Group): string[] {
  const names = group.keys();
  if (names.length > LARGEST_GROUP)
    throw dataError(`a group of this HDF5 file has ${names.length} members: it is damaged`);
  return names;
}
