import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ByteSource } from '../nxmx/neighbours';

/** A file of this machine that is open for reading. */
export interface FileSource extends ByteSource {
  close(): void;
}

/** Opens a file. Its bytes are read on demand. */
export function fileSource(path: string): FileSource {
  const descriptor = openSync(path, 'r');
  return {
    size: fstatSync(descriptor).size,
    read: (target, offset, length, position) => readSync(descriptor, target, offset, length, position),
    close: () => closeSync(descriptor),
  };
}
