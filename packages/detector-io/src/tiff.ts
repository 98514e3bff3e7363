import { codec, dataError } from '@braggsim/core';
import ndarray from 'ndarray';
import {
  ascii,
  checkLimit,
  fromBytes,
  limitParameters,
  plainPixels,
  type ReadLimits,
  type Samples,
  type SamplesConstructor,
  toLittleEndian,
} from './bytes';
import { checkedShape, frameOf } from './frame';
import { type PanelPixels, wordPixels } from './panel';

/** Fields of an image file directory (TIFF 6.0), and the types of their values. */
const TAG = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  software: 305,
  sampleFormat: 339,
} as const;
const READ_TAGS: ReadonlySet<number> = new Set(Object.values(TAG));
const SHORT = 3;
const LONG = 4;
const ASCII = 2;
const UNSIGNED = 1;
const SIGNED = 2;
const FLOAT = 3;
const WHITE_IS_LARGE = 1;
const NOT_COMPRESSED = 1;

const SOFTWARE = 'braggsim\0';
const HEADER_BYTES = 8;
const ENTRY_BYTES = 12;

/** Whole numbers to 65535 stay so; all else becomes float32. */
function samplesOf(panel: PanelPixels): Uint8Array | Uint16Array | Int32Array | Float32Array {
  const { pixels } = panel;
  if (pixels instanceof Float32Array || pixels instanceof Int32Array || pixels instanceof Uint8Array) return pixels;
  return pixels instanceof Uint16Array ? wordPixels(panel, 'TIFF') : Float32Array.from(pixels);
}

/** A baseline TIFF: little-endian, one strip, row 0 first. */
export function writeTiff(panel: PanelPixels): readonly Uint8Array[] {
  const samples = samplesOf(panel);
  const [height, width] = panel.shape;
  const format = samples instanceof Float32Array ? FLOAT : samples instanceof Int32Array ? SIGNED : UNSIGNED;
  const fields: readonly (readonly [tag: number, type: number, count: number, value: number])[] = [
    [TAG.width, LONG, 1, width],
    [TAG.height, LONG, 1, height],
    [TAG.bitsPerSample, SHORT, 1, 8 * samples.BYTES_PER_ELEMENT],
    [TAG.compression, SHORT, 1, NOT_COMPRESSED],
    [TAG.photometric, SHORT, 1, WHITE_IS_LARGE],
    [TAG.stripOffsets, LONG, 1, 0],
    [TAG.samplesPerPixel, SHORT, 1, 1],
    [TAG.rowsPerStrip, LONG, 1, height],
    [TAG.stripByteCounts, LONG, 1, samples.byteLength],
    [TAG.software, ASCII, SOFTWARE.length, 0],
    [TAG.sampleFormat, SHORT, 1, format],
  ];
  const textAt = HEADER_BYTES + 2 + ENTRY_BYTES * fields.length + 4;
  const pixelsAt = Math.ceil((textAt + SOFTWARE.length) / 16) * 16;
  const head = new Uint8Array(pixelsAt);
  const view = new DataView(head.buffer);
  head.set(ascii('II'));
  view.setUint16(2, 42, true);
  view.setUint32(4, HEADER_BYTES, true);
  view.setUint16(HEADER_BYTES, fields.length, true);
  fields.forEach(([tag, type, count, value], i) => {
    const at = HEADER_BYTES + 2 + ENTRY_BYTES * i;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, count, true);
    const stands = tag === TAG.stripOffsets ? pixelsAt : tag === TAG.software ? textAt : value;
    if (type === SHORT) view.setUint16(at + 8, stands, true);
    else view.setUint32(at + 8, stands, true);
  });
  head.set(ascii(SOFTWARE), textAt);
  return [head, toLittleEndian(samples)];
}

/** The first directory of a TIFF file, its numeric fields by tag. */
function readDirectory(bytes: Uint8Array): { fields: Map<number, readonly number[]>; order: 'little' | 'big' } {
  const mark = String.fromCharCode(...bytes.subarray(0, 2));
  const little = mark === 'II';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < HEADER_BYTES || (!little && mark !== 'MM') || view.getUint16(2, little) !== 42) {
    throw dataError("this is not a TIFF image: it should start with 'II' or 'MM' and the number 42");
  }
  const start = view.getUint32(4, little);
  const count = start + 2 <= bytes.length ? view.getUint16(start, little) : 0;
  if (count === 0 || start + 2 + count * ENTRY_BYTES > bytes.length) {
    throw dataError(`the directory of this TIFF should be at byte ${start}, but the file ends at ${bytes.length}`);
  }
  const fields = new Map<number, readonly number[]>();
  for (let i = 0; i < count; i++) {
    const at = start + 2 + i * ENTRY_BYTES;
    const tag = view.getUint16(at, little);
    const type = view.getUint16(at + 2, little);
    // Each field once, and none that is not needed: many that list the whole file would fill the memory.
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
  return { fields, order: little ? 'little' : 'big' };
}

const READABLE: Readonly<Record<string, SamplesConstructor<Samples>>> = {
  [`${UNSIGNED}-8`]: Uint8Array,
  [`${UNSIGNED}-16`]: Uint16Array,
  [`${UNSIGNED}-32`]: Uint32Array,
  [`${SIGNED}-8`]: Int8Array,
  [`${SIGNED}-16`]: Int16Array,
  [`${SIGNED}-32`]: Int32Array,
  [`${FLOAT}-32`]: Float32Array,
  [`${FLOAT}-64`]: Float64Array,
};

/**
 * Reads a TIFF of one sample for each pixel without compression: whole numbers of 8 to 32 bits or floats, in strips and
 * either byte order.
 *
 * @throws BraggsimError (`data`) when the bytes are no such image or end too early
 */
export function readTiff(bytes: Uint8Array, limits: ReadLimits = {}): PanelPixels {
  checkLimit(bytes, 'TIFF', limits);
  const { fields, order } = readDirectory(bytes);
  const one = (tag: number, absent: number) => fields.get(tag)?.[0] ?? absent;
  const shape = checkedShape(one(TAG.height, 0), one(TAG.width, 0), 'TIFF');
  const compression = one(TAG.compression, NOT_COMPRESSED);
  const samples = one(TAG.samplesPerPixel, 1);
  const kind = `${one(TAG.sampleFormat, UNSIGNED)}-${one(TAG.bitsPerSample, 1)}`;
  const type = Object.hasOwn(READABLE, kind) ? READABLE[kind] : undefined;
  if (compression !== NOT_COMPRESSED || samples !== 1 || !type) {
    throw dataError(
      `this TIFF has ${samples} samples of ${one(TAG.bitsPerSample, 1)} bits in format ${one(TAG.sampleFormat, UNSIGNED)} and compression ${compression}; one plain sample can be read, whole numbers of 8 to 32 bits or floats, without compression`,
    );
  }
  const total = shape[0] * shape[1] * type.BYTES_PER_ELEMENT;
  const [offsets = [], counts = []] = [fields.get(TAG.stripOffsets), fields.get(TAG.stripByteCounts)];
  const data = new Uint8Array(Math.min(total, bytes.length));
  let filled = 0;
  offsets.forEach((offset, i) => {
    const size = counts[i] ?? total - filled;
    if (offset + size > bytes.length || filled + size > data.length) {
      throw dataError(`strip ${i} of this TIFF does not fit: the file is damaged or cut short`);
    }
    data.set(bytes.subarray(offset, offset + size), filled);
    filled += size;
  });
  if (filled !== total)
    throw dataError(`the pixels of this TIFF should take ${total} bytes, its strips have ${filled}`);
  return { pixels: plainPixels(fromBytes(type, data, 0, shape[0] * shape[1], order)), shape };
}

/** Unscaled values for programs that read any picture. */
export const tiff = codec({
  id: 'tiff',
  version: 1,
  extensions: ['.tif', '.tiff'],
  about: {
    equation: 'one strip of 16-bit unsigned, 32-bit signed or float pixels, row 0 first',
    citation: 'TIFF revision 6.0, Adobe (1992)',
  },
  params: limitParameters,
  encode: (image) => writeTiff(frameOf(image)),
  decode(bytes, params) {
    const { pixels, shape } = readTiff(bytes, params as ReadLimits);
    return { panels: [ndarray(pixels, [...shape])], header: {} };
  },
});
