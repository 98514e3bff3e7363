import { dataError } from '@braggsim/core';
import type { File } from 'h5wasm';
import type { Hdf5 } from './library';

/** Bytes of a file that are read as they are needed. */
export interface ByteSource {
  readonly size: number;
  /**
   * Copies bytes into a part of `target`.
   *
   * @param offset in `target`
   * @param position in the file
   * @returns how many bytes were copied
   */
  read(target: Uint8Array, offset: number, length: number, position: number): number;
}

/** A file beside a master file, in which that one has data sets. */
export interface Neighbour {
  /** As the master file names it, relative to its folder. */
  readonly name: string;
  readonly content: Uint8Array | ByteSource;
}

/** What is known of the files beside one that is open. */
interface Neighbourhood {
  readonly open: (name: string) => File | undefined;
  /** Names of files that the open one points into and that are not there. */
  readonly missing: Set<string>;
}

const neighbourhoods = new WeakMap<File, Neighbourhood>();

/**
 * The name of a file beside the master file by a link or virtual dataset: the HDF5 library looks for files of other machines
 * in the folder of the master as well, by the last part of an absolute name.
 */
export const neighbourName = (file: string): string =>
  /^(\/|[a-z]:[\\/])/i.test(file) ? (file.split(/[\\/]/).at(-1) as string) : file.replace(/^(\.\/)+/, '');

/** A file beside the one that is open; undefined where it was not given, which `missingNeighbours` then names. */
export function openNeighbour(file: File, link: string): File | undefined {
  const name = neighbourName(link);
  const found = neighbourhoods.get(file)?.open(name);
  if (!found) neighbourhoods.get(file)?.missing.add(name);
  return found;
}

/** Names of the files beside the open one that were needed so far and not given. */
export const missingNeighbours = (file: File): string[] => [...(neighbourhoods.get(file)?.missing ?? [])];

/** A file that was given parts of its folder in memory, which `release` takes back. */
export interface MountedFolder {
  readonly attach: (file: File) => void;
  /** Closes what was opened and removes all files. */
  readonly release: () => void;
}

/** Reading on demand in place of bytes in memory: what the file system calls for a file that is open. */
function mountSource({ files }: Hdf5, path: string, { size, read }: ByteSource): void {
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

/** @throws BraggsimError (`data`) for a name that leads out of the folder of the master file, or is that of no file */
export function checkNeighbours(neighbours: readonly Neighbour[]): void {
  for (const { name } of neighbours) {
    if (!name.split('/').some((part) => part === '' || part === '.' || part === '..')) continue;
    throw dataError(`'${name}' is no name of a file in the folder of the master file`);
  }
}

/** Puts the files beside a master file, whose names were checked, into its folder of the file system in memory. */
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
      if (file.file_id < 0) throw dataError(`'${name}', into which this HDF5 file points, is no whole HDF5 file`);
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
