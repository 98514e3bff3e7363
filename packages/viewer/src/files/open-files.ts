import { dataError, isBraggsimError } from '@braggsim/core';
import { formatOf, type ImageFile, type ImageFiles, imageInMemory } from '@braggsim/simulate/images';
import { loadFilters } from './hdf5-filters';
import { type FileSource, partOfFile, sizeOf, wholeFile } from './sources';

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

/** Opens an image whose content is in memory; the errors of reading it name the file. */
export const openedImage = (path: string, bytes: Uint8Array): Promise<ImageFile> =>
  within(path, async () => {
    const format = formatOf(path, bytes);
    if (format === 'nxmx') await loadFilters();
    const image = await imageInMemory(path, format, bytes);
    return {
      ...image,
      facts: (params) => within(path, () => image.facts(params)),
      decode: (params) => within(path, () => image.decode(params)),
    };
  });

async function openFile(path: string, sourceOf: (path: string) => FileSource): Promise<ImageFile> {
  const bytes = await wholeFile(sourceOf(path));
  const image = { ...(await openedImage(path, bytes)), size: bytes.length };
  if (image.format !== 'nxmx') return image;
  const neighbours: { readonly name: string; readonly content: object }[] = [];
  return {
    ...image,
    facts: (params) => image.facts({ ...params, neighbours }),
    decode: (params) => image.decode({ ...params, neighbours }),
    attach: async (files) => {
      for (const { name, path: other } of files) neighbours.push({ name, content: bytesOnDemand(sourceOf(other)) });
    },
  };
}

/** Copies bytes of a file where and when the HDF5 library asks for them. */
const bytesOnDemand = (source: FileSource) => ({
  size: sizeOf(source),
  read(target: Uint8Array, offset: number, length: number, position: number): number {
    const bytes = partOfFile(source, position, length);
    target.set(bytes, offset);
    return bytes.length;
  },
});
