import { dataError, isBraggsimError } from '@braggsim/core';
import type { Dataset, File, Group } from 'h5wasm';
import type { FileSystem, Hdf5 } from './library';
import { type ByteSource, checkNeighbours, mountNeighbours, mountSource, type Neighbour } from './neighbours';

export type { Hdf5 } from './library';

/** Folder of the filters in the in-memory file system. */
const PLUGINS = '/plugins';

/** Descriptor of the standard error stream. */
const STDERR = 2;

/** Paths from the in-memory file system to the terminal, which a link in a hostile file could use to wait for input. */
const TERMINALS = ['/dev/stdin', '/dev/tty', '/dev/tty1'];

/** Turns a failed read into an error: the library otherwise returns the contents of uninitialized memory. */
const checked =
  <Asked extends readonly unknown[]>(read: (...asked: Asked) => number) =>
  (...asked: Asked): number => {
    const status = read(...asked);
    if (status < 0) throw new Error('its values cannot be read');
    return status;
  };

let loaded: Promise<Hdf5> | undefined;

/**
 * Loads the library at the first call. Its own messages about bad files are suppressed, since the errors of this
 * package describe them.
 */
export function loadHdf5(): Promise<Hdf5> {
  loaded ??= import('h5wasm').then(async ({ default: library }) => {
    const module = await library.ready;
    const files = module.FS as FileSystem;
    const errors = files.getStream(STDERR);
    if (errors) files.close(errors);
    files.open('/dev/null', 'w');
    for (const path of TERMINALS) files.unlink(path);
    files.mkdir(PLUGINS);
    module.get_dataset_data = checked(module.get_dataset_data);
    module.get_attribute_data = checked(module.get_attribute_data);
    const searchPlugins = (folder: string) => void module.insert_plugin_search_path(folder, 0);
    return { File: library.File, files, searchPlugins };
  });
  return loaded;
}

/**
 * Adds a compression filter, such as `libH5Zbshuf.so` of h5wasm-plugins for `bslz4`, for reading and writing from then
 * on.
 *
 * @param name name of the file that contains the filter
 */
export async function addHdf5Plugin(name: string, bytes: Uint8Array): Promise<void> {
  const { files, searchPlugins } = await loadHdf5();
  files.writeFile(`${PLUGINS}/${name}`, bytes);
  searchPlugins(PLUGINS);
}

let counter = 0;

/** Creates a file in memory, in the oldest format, which every reader supports. */
export function createHdf5({ File }: Hdf5): { readonly file: File; readonly path: string } {
  counter++;
  const path = `/write-${counter}.h5`;
  return { file: new File(path, 'w', { libver: ['earliest', 'latest'] }), path };
}

/** Closes a file that was created by `createHdf5`, returns its bytes and removes it from memory. */
export function takeBytes({ files }: Hdf5, { file, path }: ReturnType<typeof createHdf5>, since: number): Uint8Array {
  file.close();
  const bytes = files.readFile(path) as Uint8Array;
  files.unlink(path);
  forgetTimes(bytes, since);
  return bytes;
}

/**
 * The start of an object header message with the creation time of a dataset in seconds: type 18 of 8 bytes, version 1.
 */
const TIME_MESSAGE = [0x12, 0, 8, 0];
const TIME_AT = 12;
const VERSION_AT = 8;

/** Sets the times of datasets to zero, so that the same images give the same bytes. */
function forgetTimes(bytes: Uint8Array, since: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [first, last] = [Math.floor(since / 1000) - 1, Math.ceil(Date.now() / 1000) + 1];
  for (
    let at = bytes.indexOf(TIME_MESSAGE[0] as number);
    at >= 0;
    at = bytes.indexOf(TIME_MESSAGE[0] as number, at + 1)
  ) {
    if (at + TIME_AT + 4 > bytes.length) return;
    const isMessage = TIME_MESSAGE.every((byte, i) => bytes[at + i] === byte) && bytes[at + VERSION_AT] === 1;
    const time = view.getUint32(at + TIME_AT, true);
    if (isMessage && time >= first && time <= last) view.setUint32(at + TIME_AT, 0, true);
  }
}

/**
 * Opens bytes as an HDF5 file while `use` runs. The file cannot reach any other file, since the file system contains
 * only those being written and the given neighbours.
 *
 * @param content the bytes, or what reads them on demand
 * @throws BraggsimError (`data`) when the bytes are not an HDF5 file, and for every failure of the library
 */
export function withHdf5<T>(
  hdf5: Hdf5,
  content: Uint8Array | ByteSource,
  use: (file: File) => T,
  neighbours: readonly Neighbour[] = [],
): T {
  checkNeighbours(neighbours);
  counter++;
  const folder = `/read-${counter}`;
  const path = `${folder}/.master`;
  hdf5.files.mkdir(folder);
  if (content instanceof Uint8Array) hdf5.files.writeFile(path, content, { canOwn: true });
  else mountSource(hdf5, path, content);
  let file: File | undefined;
  const beside = mountNeighbours(hdf5, folder, neighbours);
  const close = (): void => {
    const open = file;
    file = undefined;
    if (open && open.file_id >= 0) open.close();
  };
  try {
    file = new hdf5.File(path, 'r');
    if (file.file_id < 0) throw dataError('this is not a whole HDF5 file: its start or its end is missing');
    beside.attach(file);
    const found = use(file);
    close();
    return found;
  } catch (error) {
    throw isBraggsimError(error)
      ? error
      : dataError({
          message: `this HDF5 file cannot be read: it is damaged, or points into another file (${String(error)})`,
          cause: error,
        });
  } finally {
    try {
      close();
      beside.release();
    } catch {
      // The first error is reported.
    }
    hdf5.files.unlink(path);
    hdf5.files.rmdir(folder);
  }
}

export const isGroup = (entity: unknown): entity is Group => (entity as Group | null)?.type === 'Group';
export const isDataset = (entity: unknown): entity is Dataset => (entity as Dataset | null)?.type === 'Dataset';
