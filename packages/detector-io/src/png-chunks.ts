import { dataError } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Numbers of bytes before the data of a chunk (length and type) and after them (checksum). */
const FRAME = { before: 8, after: 4 };

/** A chunk of a PNG file (PNG specification, 5.3). */
export interface PngChunk {
  readonly type: string;
  readonly data: Uint8Array;
  /** The bytes of the chunk with its length, type and checksum. */
  readonly whole: Uint8Array;
}

/** Tells whether the bytes begin as a PNG file does. */
const isPng = (bytes: Uint8Array): boolean => SIGNATURE.every((byte, i) => bytes[i] === byte);

/**
 * Returns the chunks of a PNG file up to its end, without copying or unpacking them.
 *
 * @throws BraggsimError (`data`) when the file is not a PNG file, or ends before its last chunk
 */
export function pngChunks(bytes: Uint8Array): PngChunk[] {
  if (!isPng(bytes)) throw dataError('this is not a PNG image: its first eight bytes should be those of the format');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const chunks: PngChunk[] = [];
  let at = SIGNATURE.length;
  while (at + FRAME.before + FRAME.after <= bytes.length) {
    const start = at + FRAME.before;
    const end = start + view.getUint32(at);
    if (end + FRAME.after > bytes.length) break;
    const type = latin1(bytes.subarray(at + 4, start));
    chunks.push({ type, data: bytes.subarray(start, end), whole: bytes.subarray(at, end + FRAME.after) });
    at = end + FRAME.after;
    if (type === 'IEND') return chunks;
  }
  throw dataError('this PNG image ends before its last chunk (IEND): the file is cut short or damaged');
}

/** Returns a PNG file that consists of the given chunks. */
export function pngFile(chunks: readonly PngChunk[]): Uint8Array {
  const bytes = new Uint8Array(SIGNATURE.length + chunks.reduce((sum, { whole }) => sum + whole.length, 0));
  bytes.set(SIGNATURE);
  let at = SIGNATURE.length;
  for (const { whole } of chunks) {
    bytes.set(whole, at);
    at += whole.length;
  }
  return bytes;
}
