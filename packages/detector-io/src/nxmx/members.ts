import { dataError } from '@braggsim/core';
import type { Group } from 'h5wasm';

/** Largest number of members of a group when a file is searched. */
export const LARGEST_GROUP = 10_000;

/**
 * Returns the names in a group.
 *
 * @throws BraggsimError (`data`) for more members than any valid file has
 */
export function members(group: Group): string[] {
  const names = group.keys();
  if (names.length > LARGEST_GROUP)
    throw dataError(`a group of this HDF5 file has ${names.length} members: it is damaged`);
  return names;
}
