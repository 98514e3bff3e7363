type Library = typeof import('h5wasm')['default'];
type LibraryFiles = NonNullable<Awaited<Library['ready']>['FS']>;
/** A file of the in-memory file system; the members are those replaced to read it on demand. */
interface FileNode {
  usedBytes: number;
  stream_ops: {
    readonly read?: (
      stream: unknown,
      buffer: Int8Array | Uint8Array,
      offset: number,
      length: number,
      position: number,
    ) => number;
  };
}

/** The file system, with the members that the type declarations of the library lack. */
export type FileSystem = LibraryFiles & {
  lookupPath(path: string): { readonly node: FileNode };
  getStream(descriptor: number): Parameters<LibraryFiles['close']>[0] | null;
  /** Writes a file. @param options `canOwn`: the bytes are not copied, so they must not change */
  writeFile(path: string, data: Uint8Array, options?: { readonly canOwn?: boolean }): void;
};

/** The HDF5 library in WebAssembly and its in-memory file system. */
export interface Hdf5 {
  readonly File: Library['File'];
  readonly files: FileSystem;
  /** Makes the library search a folder for filters. */
  readonly searchPlugins: (folder: string) => void;
}
