import { dataError, isBraggsimError, type StageValues } from '@braggsim/core';
import { fromRegistry } from '@braggsim/core/kernel';
import { codecs } from '@braggsim/detector-io';
import { formatOf, type ImageFile, type ImageFiles } from '@braggsim/simulate/images';
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

async function openFile(path: string, sourceOf: (path: string) => FileSource): Promise<ImageFile> {
  const bytes = await wholeFile(sourceOf(path));
  const format = formatOf(path, bytes);
  if (format === 'nxmx') await loadFilters();
  const { decode, inspect } = await fromRegistry(codecs, format, 'image format');
  if (!decode) throw dataError(`${format} images can be written, not read`);
  const neighbours: { readonly name: string; readonly content: object }[] = [];
  const given = (params: StageValues): StageValues => (format === 'nxmx' ? { ...params, neighbours } : params);
  return {
    path,
    format,
    size: bytes.length,
    facts: (params) => within(path, () => inspect?.(bytes, given(params))),
    decode: (params) => within(path, () => decode(bytes, given(params))),
    ...(format === 'nxmx' && {
      attach: async (files) => {
        for (const { name, path: other } of files) neighbours.push({ name, content: bytesOnDemand(sourceOf(other)) });
      },
    }),
    // It stays open, for the next image of a series.
    close: async () => undefined,
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
