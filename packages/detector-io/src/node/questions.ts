import type { Problem, StageValues } from '@braggsim/core';
import type { PixelMask, Pixels } from '@braggsim/core/derived';
import type { FileMetadata } from '../described';

/** The data that the worker which reads an HDF5 file starts with. */
export interface WorkerStart {
  /** The bytes of the file. */
  readonly bytes: Uint8Array;
  /** Compression filters besides gzip. */
  readonly filters: readonly NamedBytes[];
  /** Largest memory of the HDF5 library, in bytes. */
  readonly memoryBytes: number;
}

export interface NamedBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type Question =
  | { readonly kind: 'inspect' | 'decode'; readonly params: StageValues }
  | { readonly kind: 'attach'; readonly files: readonly NamedPath[] }
  /** The next file, whose bytes take the place of those of the one before; there is no answer. */
  | { readonly kind: 'open'; readonly bytes: Uint8Array };

/** Another file in the folder of the open one, which the worker may read. */
export interface NamedPath {
  /** Its name, as the open file gives it. */
  readonly name: string;
  readonly path: string;
}

/** Panels without the class for arrays of them, which cannot be passed between threads. */
export interface PlainImage {
  readonly panels: readonly { readonly data: Pixels; readonly shape: readonly number[] }[];
  readonly masks: readonly (PixelMask | undefined)[];
  readonly header: Readonly<Record<string, string>>;
}

/**
 * An answer, or the reason for its absence: `exhausted` when the library was refused memory, `broken` when it crashed.
 */
export type Answer =
  | { readonly facts: FileMetadata }
  | { readonly image: PlainImage }
  | { readonly attached: number }
  | { readonly problem: Omit<Problem, 'cause'>; readonly exhausted: boolean; readonly broken: boolean };
