import fs from 'node:fs';
import { dataError } from '@braggsim/core';
import type { Dataset, File } from 'h5wasm';

/** Array types that a dataset can hold. */
export type Values =
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array;

/** How the chunks of a dataset are compressed. */
export interface Compression {
  /** Level of gzip; undefined for none. */
  readonly gzip: number | undefined;
}

/** An HDF5 file on the disk that grows shot by shot. */
export interface GrowingHdf5 {
  /** Writes a dataset of which all values are known. */
  put(path: string, values: Values | readonly string[], shape: readonly number[], compression?: Compression): void;
  /** Appends one entry to a dataset whose first dimension is that of the shots; each entry is a chunk. */
  append(path: string, values: Values, shape: readonly number[], compression: Compression): void;
  group(path: string): void;
  attribute(path: string, name: string, value: string | readonly string[] | number): void;
  /** Writes a mask of true and false into the dataset that the template of the file has. */
  mask(path: string, values: Uint8Array, shape: readonly [number, number]): void;
  close(): void;
}

type Library = typeof import('h5wasm')['default'];
type Module = Awaited<Library['ready']>;

/** The calls of the module that its declarations lack. */
interface RawModule {
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(at: number): void;
  set_dataset_data(
    file: bigint,
    path: string,
    count: readonly bigint[],
    offset: readonly bigint[],
    strides: readonly bigint[],
    at: bigint,
  ): number;
}

let loaded: Promise<{ readonly library: Library; readonly module: Module }> | undefined;

/** Loads the library that writes to the disk; the codecs use another build, whose files are in memory. */
const load = () => {
  loaded ??= import('h5wasm/node').then(async ({ default: library }) => ({
    library: library as unknown as Library,
    module: (await library.ready) as unknown as Module,
  }));
  return loaded;
};

/** Arguments of `writeSync` for a piece of memory: descriptor, memory, offset and length. */
type PieceWrite = readonly [number, Uint8Array, number, number];

/** Number of the standard error among open files. */
const STANDARD_ERROR = 2;

/**
 * Runs a call of the library while the clock stands at the start of 1970: datasets get the time of their creation, and equal shots
 * are to give equal bytes. The library goes on after writes that fail, as on a full disk, so that these are watched; its own reports of them on
 * the standard error, dozens of lines, are left out, since the error that is thrown says what they do.
 *
 * @throws Error of the system for a write that failed
 */
function watched<T>(call: () => T): T {
  const { now } = Date;
  const { writeSync } = fs;
  let failed: { readonly error: unknown } | undefined;
  Date.now = () => 0;
  fs.writeSync = ((...given: Parameters<typeof writeSync>) => {
    // The library writes pieces of its memory.
    if (given[0] === STANDARD_ERROR) return (given as unknown as PieceWrite)[3];
    try {
      return writeSync(...given);
    } catch (error) {
      failed ??= { error };
      throw error;
    }
  }) as typeof writeSync;
  let result: T;
  try {
    result = call();
  } catch (error) {
    throw failed ? failed.error : error;
  } finally {
    Date.now = now;
    fs.writeSync = writeSync;
  }
  if (failed) throw failed.error;
  return result;
}

const filters = ({ gzip }: Compression) => (gzip === undefined ? {} : { compression: 1, compression_opts: [gzip] });

const NONE: Compression = { gzip: undefined };

/**
 * Opens an HDF5 file for writing.
 *
 * @param path of a file that exists where `isThere`, and is created otherwise
 * @throws BraggsimError (`data`) where it cannot be opened
 */
export async function openHdf5(path: string, isThere = false): Promise<GrowingHdf5> {
  const { library, module } = await load();
  const file: File = watched(
    () => new library.File(path, isThere ? 'a' : 'w', { libver: ['earliest', 'latest'] } as never),
  );
  if (file.file_id < 0) throw dataError(`cannot open '${path}' for writing`);
  const counts = new Map<string, number>();
  const placed = (at: string) => {
    const keys = at.split('/');
    const parent = keys.slice(0, -1).join('/');
    return { group: parent === '' ? file : (file.get(parent) as unknown as File), name: keys.at(-1) as string };
  };
  return {
    group: (at) => watched(() => void placed(at).group.create_group(placed(at).name)),
    put: (at, values, shape, compression = NONE) =>
      watched(() => {
        const { group, name } = placed(at);
        const chunked = compression.gzip !== undefined && shape.every((size) => size > 0) && shape.length > 0;
        const chunks = chunked ? { chunks: [...shape], ...filters(compression) } : {};
        group.create_dataset({ name, data: values as never, shape: [...shape], ...chunks });
      }),
    append: (at, values, shape, compression) =>
      watched(() => {
        const count = counts.get(at) ?? 0;
        const { group, name } = placed(at);
        if (count === 0) {
          group.create_dataset({
            name,
            data: values as never,
            shape: [1, ...shape],
            maxshape: [null, ...shape],
            chunks: [1, ...shape],
            ...filters(compression),
          });
        } else {
          const dataset = file.get(at) as Dataset;
          dataset.resize([count + 1, ...shape]);
          dataset.write_slice([[count, count + 1], ...shape.map((): [] => [])], values as never);
        }
        counts.set(at, count + 1);
      }),
    attribute: (at, name, value) =>
      watched(() => {
        const target = at === '' ? file : (file.get(at) as Dataset);
        target.create_attribute(
          name,
          value as never,
          Array.isArray(value) ? [value.length] : null,
          typeof value === 'number' ? '<d' : null,
        );
      }),
    mask: (at, values, [rows, columns]) =>
      watched(() => {
        (file.get(at) as Dataset).resize([rows, columns]);
        const raw = module as unknown as RawModule;
        const pointer = raw._malloc(values.length);
        raw.HEAPU8.set(values, pointer);
        const all = [BigInt(rows), BigInt(columns)];
        raw.set_dataset_data(file.file_id, `/${at}`, all, [0n, 0n], [1n, 1n], BigInt(pointer));
        raw._free(pointer);
      }),
    close: () => {
      try {
        watched(() => void file.flush());
      } finally {
        watched(() => void file.close());
      }
    },
  };
}
