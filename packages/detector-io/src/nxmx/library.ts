type Library = typeof import('h5wasm')['default'];
type LibraryFiles = NonNullable<Awaited<Library['ready']>['FS']>;
/** A file of the file system, as far as it is replaced by one that is read on demand. */
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

/** With what its declaration leaves out. */
export type FileSystem = LibraryFiles & {
  lookupPath(path: string): { readonly node: FileNode };
  getStream(descriptor: number): Parameters<LibraryFiles['close']>[0] | null;
  /** @param options `canOwn`: the bytes are not copied, so they must stay as they are */
  writeFile(path: string, data: Uint8Array, options?: { readonly canOwn?: boolean }): void;
};

/** The HDF5 library, in WebAssembly, and its file system, which is in memory. */
export interface Hdf5 {
  readonly File: Library['File'];
  readonly files: FileSystem;
  /** Makes the library look for filters in a folder. */
  readonly searchPlugins: (folder: string) => void;
}
