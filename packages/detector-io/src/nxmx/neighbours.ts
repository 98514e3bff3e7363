import { dataError } from '@braggsim/core';
import type { File } from 'h5wasm';
import type { Hdf5 } from './library';

/** A source of bytes, such as a file, that are read on demand. */
export interface ByteSource {
  readonly size: number;
  /**
   * Copies bytes into a part of `target`.
   *
   * @param offset offset in `target`
   * @param position position in the file
   * @returns the number of bytes that were copied
   */
  read(target: Uint8Array, offset: number, length: number, position: number): number;
}

/** A file in the folder of a master file that contains its datasets. */
export interface Neighbour {
  /** Its name in the master file, relative to the folder. */
  readonly name: string;
  readonly content: Uint8Array | ByteSource;
}

/** The state of the files next to an open one. */
interface Neighbourhood {
  readonly open: (name: string) => File | undefined;
  /** Names of files that the open file refers to and that were not given. */
  readonly missing: Set<string>;
}

const neighbourhoods = new WeakMap<File, Neighbourhood>();

/**
 * Returns the name of a file next to the master file for a link or virtual dataset. As in the HDF5 library, a file of
 * another machine is also searched in the folder of the master file by the last part of its absolute name.
 */
export const neighbourName = (file: string): string =>
  /^(\/|[a-z]:[\\/])/i.test(file) ? (file.split(/[\\/]/).at(-1) as string) : file.replace(/^(\.\/)+/, '');

/** Opens a file next to the open one; undefined where it was not given, which `missingNeighbours` then lists. */
export function openNeighbour(file: File, link: string): File | undefined {
  const name = neighbourName(link);
  const found = neighbourhoods.get(file)?.open(name);
  if (!found) neighbourhoods.get(file)?.missing.add(name);
  return found;
}

/** Returns the names of the neighbouring files that were needed so far and not given. */
export const missingNeighbours = (file: File): string[] => [...(neighbourhoods.get(file)?.missing ?? [])];

/** A file whose neighbours are mounted in the in-memory file system until `release` is called. */
export interface MountedFolder {
  readonly attach: (file: File) => void;
  /** Closes the files that were opened and removes all mounted files. */
  readonly release: () => void;
}

/**
 * Replaces the bytes of a file in memory by reading on demand: these are the operations that the file system calls for
 * an open file.
 */
export function mountSource({ files }: Hdf5, path: string, { size, read }: ByteSource): void {
  files.writeFile(path, new Uint8Array(0));
  const { node } = files.lookupPath(path);
  node.usedBytes = size;
  node.stream_ops = {
    ...node.stream_ops,
    read: (_stream, buffer, offset, length, position) => {
      const wanted = Math.max(0, Math.min(length, size - position));
      return wanted === 0
        ? 0
        : read(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length), offset, wanted, position);
    },
  };
}

/**
 * Checks the names of neighbours. @throws BraggsimError (`data`) for a name that leaves the folder of the master file
 * or is not a valid file name
 */
export function checkNeighbours(neighbours: readonly Neighbour[]): void {
  for (const { name } of neighbours) {
    if (!name.split('/').some((part) => part === '' || part === '.' || part === '..')) continue;
    throw dataError(`'${name}' is not the name of a file in the folder of the master file`);
  }
}

/** Mounts the files next to a master file, whose names were checked, in its folder of the in-memory file system. */
export function mountNeighbours(hdf5: Hdf5, folder: string, neighbours: readonly Neighbour[]): MountedFolder {
  const { files } = hdf5;
  const folders: string[] = [];
  const paths: string[] = [];
  const mounted = new Map<string, File | undefined>();
  for (const { name, content } of neighbours) {
    const parts = name.split('/');
    for (let depth = 1; depth < parts.length; depth++) {
      const path = `${folder}/${parts.slice(0, depth).join('/')}`;
      if (folders.includes(path)) continue;
      files.mkdir(path);
      folders.push(path);
    }
    const path = `${folder}/${name}`;
    if (content instanceof Uint8Array) files.writeFile(path, content, { canOwn: true });
    else mountSource(hdf5, path, content);
    paths.push(path);
    mounted.set(name, undefined);
  }
  const known: Neighbourhood = {
    missing: new Set(),
    open(name) {
      if (!mounted.has(name)) return undefined;
      const file = mounted.get(name) ?? new hdf5.File(`${folder}/${name}`, 'r');
      if (file.file_id < 0) throw dataError(`'${name}', to which this HDF5 file refers, is not a whole HDF5 file`);
      mounted.set(name, file);
      neighbourhoods.set(file, known);
      return file;
    },
  };
  return {
    attach: (file) => void neighbourhoods.set(file, known),
    release() {
      for (const file of mounted.values()) if (file && file.file_id >= 0) file.close();
      for (const path of paths) files.unlink(path);
      for (const path of folders.reverse()) files.rmdir(path);
    },
  };
}
