import { dataError, isBraggsimError } from '@braggsim/core';
import { formatOf, type ImageFile, type ImageFiles, imageInMemory } from '@braggsim/simulate/images';
import { bytesOnDemand } from './bytes-on-demand';
import { loadFilters } from './hdf5-filters';
import { type FileSource, firstBytes, sizeOf, wholeFile } from './sources';

/** Puts the name of a file before the message of an error about it. */
export function named(path: string, error: unknown): Error {
  if (!isBraggsimError(error)) return dataError({ message: `${path} cannot be read: ${String(error)}`, cause: error });
  return error.message.includes(path)
    ? error
    : dataError({ message: `${path}: ${error.message}`, cause: error.cause ?? error });
}

/** Runs a part of reading a file; its errors name the file. */
const within = async <T>(path: string, read: () => T | Promise<T>): Promise<T> => {
  try {
    return await read();
  } catch (error) {
    throw named(path, error);
  }
};

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Opens the files that a user has chosen. Each file is read at most once. */
export function openedFiles(sources: ReadonlyMap<string, FileSource>): ImageFiles {
  const open = new Map<string, Promise<ImageFile>>();
  const sourceOf = (path: string): FileSource => {
    const source = sources.get(path);
    if (source) return source;
    throw dataError(`${path} was not opened`);
  };
  return {
    open(path) {
      const opened = open.get(path) ?? within(path, () => openFile(path, sourceOf));
      // A failure may be temporary, so the next call tries again.
      opened.catch(() => open.delete(path));
      open.set(path, opened);
      return opened;
    },
    beside(path, name) {
      const other = folderOf(path) + name.replace(/^(\.\/)+/, '');
      if (sources.has(other)) return other;
      throw dataError(`${path} needs the file '${name}' beside it: open both together, or drop their folder`);
    },
  };
}

/** Opens an image of a format; the errors of reading it name the file. */
const imageOf = (path: string, format: string, bytes: Uint8Array): Promise<ImageFile> =>
  within(path, async () => {
    if (format === HDF5) await loadFilters();
    const image = await imageInMemory(path, format, bytes);
    return {
      ...image,
      facts: (params) => within(path, () => image.facts(params)),
      decode: (params) => within(path, () => image.decode(params)),
    };
  });

/** Opens an image whose content is in memory; the errors of reading it name the file. */
export const openedImage = (path: string, bytes: Uint8Array): Promise<ImageFile> =>
  within(path, () => imageOf(path, formatOf(path, bytes), bytes));

/** Id of the format of HDF5 files. */
const HDF5 = 'nxmx';
/** Bytes that tell HDF5, and the size of its files, bytes, from which they are read on demand: most of a large one is never needed at once. */
const [START_BYTES, LARGE] = [16, 2 ** 24];

/** Tells whether a file is HDF5 and large. The library is loaded while its first bytes are read. */
async function isLargeHdf5(path: string, source: FileSource): Promise<boolean> {
  if (/\.(h5|hdf5|nxs|hdf)$/i.test(path)) void loadFilters();
  return sizeOf(source) >= LARGE && formatOf('.bin', await firstBytes(source, START_BYTES)) === HDF5;
}

async function openFile(path: string, sourceOf: (path: string) => FileSource): Promise<ImageFile> {
  const source = sourceOf(path);
  const content = (await isLargeHdf5(path, source)) ? bytesOnDemand(source) : undefined;
  const bytes = content ? new Uint8Array(0) : await wholeFile(source);
  const image = await imageOf(path, content ? HDF5 : formatOf(path, bytes), bytes);
  if (image.format !== HDF5) return { ...image, size: bytes.length };
  const neighbours: { readonly name: string; readonly content: object }[] = [];
  return {
    ...image,
    size: content?.size ?? bytes.length,
    facts: (params) => image.facts({ ...params, content, neighbours }),
    decode: (params) => image.decode({ ...params, content, neighbours }),
    attach: async (files) => {
      for (const { name, path: other } of files) neighbours.push({ name, content: bytesOnDemand(sourceOf(other)) });
    },
  };
}
