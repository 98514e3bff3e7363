import { dataError } from '@braggsim/core';
import type { Dataset, File } from 'h5wasm';
import { checkDeclared } from './checked-read';
import { isDataset } from './hdf5';
import { missingNeighbours, neighbourName, openNeighbour } from './neighbours';

/** Largest depth of virtual datasets that refer to virtual datasets. */
const DEEPEST = 8;
/** Largest number of data files of one series. */
const MAX_SOURCES = 100_000;

/**
 * Checks the files that a virtual dataset takes its values from, since the library substitutes fill values for missing
 * ones. Files that were not given are listed by `missingNeighbours` afterwards.
 *
 * @returns whether all files were given
 * @throws BraggsimError (`data`) for a file without the dataset, and for sizes and types that a stack of images must
 * not have
 */
export function checkSources(file: File, { metadata, path }: Dataset, depth = 0): boolean {
  const { virtual_sources: sources = [] } = metadata;
  if (depth > DEEPEST || sources.length > MAX_SOURCES) {
    throw dataError(`the virtual dataset '${path}' of this HDF5 file is made of too many others: it is damaged`);
  }
  let complete = true;
  const seen = new Set<string>();
  for (const { file_name: name, dset_name: dataset } of sources) {
    if (seen.has(`${name}\n${dataset}`)) continue;
    seen.add(`${name}\n${dataset}`);
    if (name.includes('%b')) {
      throw dataError(
        `the images of this HDF5 file are in an unlimited number of files named like '${name}'; write a virtual dataset that names them`,
      );
    }
    const own = name === '.';
    const source = own ? file : openNeighbour(file, name);
    if (!source) {
      complete = false;
      continue;
    }
    const found = source.get(dataset);
    if (!isDataset(found)) {
      throw dataError(
        `the images of this HDF5 file are in '${neighbourName(name)}', which has no dataset '${dataset}'`,
      );
    }
    checkDeclared(found);
    complete = checkSources(source, found, depth + 1) && complete;
  }
  return complete;
}

/**
 * Checks that all neighbouring files were given. @throws BraggsimError (`data`) naming the files that contain images or
 * metadata
 */
export function requireNeighbours(file: File): void {
  const [first] = missingNeighbours(file);
  if (first === undefined) return;
  throw dataError({
    message: `this HDF5 file refers to other files, such as '${first}': it can be read only together with them`,
    found: first,
    remedy: 'put the files into the same folder',
  });
}
