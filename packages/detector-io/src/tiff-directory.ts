import { dataError } from '@braggsim/core';
import { latin1 } from '@braggsim/core/text';

/** Numbers of the fields of an image file directory (TIFF 6.0), and the types of their values. */
export const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  description: 270,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  software: 305,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  sampleFormat: 339,
} as const;
const READ_TAGS: ReadonlySet<number> = new Set(Object.values(TAG));
export const ASCII = 2;
export const SHORT = 3;
export const LONG = 4;
export const HEADER_BYTES = 8;
export const ENTRY_BYTES = 12;
const LONGEST_DESCRIPTION = 2 ** 16;

/** The first directory of a TIFF file. */
export interface TiffDirectory {
  /** Numeric fields by tag. */
  readonly fields: ReadonlyMap<number, readonly number[]>;
  /** The image description; empty where the file has none. */
  readonly description: string;
  readonly order: 'little' | 'big';
}

/**
 * Reads the first directory of a TIFF file.
 *
 * @throws BraggsimError (`data`) when there is none, or a field lies beyond the end of the file
 */
export function readDirectory(bytes: Uint8Array): TiffDirectory {
  const mark = String.fromCharCode(...bytes.subarray(0, 2));
  const little = mark === 'II';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_BYTES || (!little && mark !== 'MM') || view.getUint16(2, little) !== 42) {
    throw dataError("this is not a TIFF image: it should start with 'II' or 'MM' and the number 42");
  }
  const start = view.getUint32(4, little);
  if (start < HEADER_BYTES)
    throw dataError(`this TIFF is damaged: its directory cannot be at byte ${start}, in its header`);
  const count = start + 2 <= bytes.length ? view.getUint16(start, little) : 0;
  if (count === 0 || start + 2 + count * ENTRY_BYTES > bytes.length) {
    throw dataError(`the directory of this TIFF should be at byte ${start}, but the file ends at ${bytes.length}`);
  }
  const fields = new Map<number, readonly number[]>();
  let description = '';
  for (let i = 0; i < count; i++) {
    const at = start + 2 + i * ENTRY_BYTES;
    const tag = view.getUint16(at, little);
    const type = view.getUint16(at + 2, little);
    if (tag === TAG.description && type === ASCII && description === '') {
      const length = view.getUint32(at + 4, little);
      const from = length <= 4 ? at + 8 : view.getUint32(at + 8, little);
      description = latin1(bytes.subarray(from, from + Math.min(length, LONGEST_DESCRIPTION))).split(
        '\0',
        1,
      )[0] as string;
    }
    // Only the fields in use are read, and each once: many fields that refer to the whole file would fill the
    // memory.
    if ((type !== SHORT && type !== LONG) || !READ_TAGS.has(tag) || fields.has(tag)) continue;
    const width = type === SHORT ? 2 : 4;
    const values = view.getUint32(at + 4, little);
    const from = values * width <= 4 ? at + 8 : view.getUint32(at + 8, little);
    if (from + values * width > bytes.length)
      throw dataError('a field of this TIFF lies beyond its end: the file is damaged');
    fields.set(
      tag,
      Array.from({ length: values }, (_, k) =>
        type === SHORT ? view.getUint16(from + 2 * k, little) : view.getUint32(from + 4 * k, little),
      ),
    );
  }
  return { fields, description, order: little ? 'little' : 'big' };
}
