import type { Problem, StageValues } from '@braggsim/core';
import type { PixelMask, Pixels } from '@braggsim/core/derived';
import type { FileMetadata } from '../described';

/** What the worker that reads an HDF5 file starts with. */
export interface WorkerStart {
  /** The file. */
  readonly bytes: Uint8Array;
  /** Compression filters besides gzip. */
  readonly filters: readonly NamedBytes[];
  /** Most memory that the HDF5 library may take. */
  readonly memoryBytes: number;
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type Question =
  | { readonly kind: 'inspect' | 'decode'; readonly params: StageValues }
  | { readonly kind: 'attach'; readonly files: readonly NamedPath[] };

/** A file beside the one that is open, which may be read. */
export interface NamedPath {
  /** As the open file names it. */
  readonly name: string;
  readonly path: string;
}

/** Panels without the class that makes arrays of them, which does not travel between threads. */
export interface PlainImage {
  readonly panels: readonly { readonly data: Pixels; readonly shape: readonly number[] }[];
  readonly masks: readonly (PixelMask | undefined)[];
  readonly header: Readonly<Record<string, string>>;
}

/** An answer, or why there is none: `exhausted` when the library was refused memory, `broken` when it crashed. */
export type Answer =
  | { readonly facts: FileMetadata }
  | { readonly image: PlainImage }
  | { readonly attached: number }
  | { readonly problem: Omit<Problem, 'cause'>; readonly exhausted: boolean; readonly broken: boolean };
