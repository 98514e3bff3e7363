import { codec, dataError, parameters, type StageValues, type Warning } from '@braggsim/core';
import type { Image, ImageMetadata } from '@braggsim/core/derived';
import ndarray from 'ndarray';
import {
  checkLimit,
  fromBytes,
  limitParameters,
  type ReadLimits,
  type SamplesConstructor,
  toLittleEndian,
} from './bytes';
import { facingParameters } from './facing';
import { frameMask, withMaskedValues, ZERO_VALUES } from './masked-frame';
import { singlePanel, wordPixels } from './panel';
import { smvFacts } from './smv-facts';
import { smvFullHeader } from './smv-full-header';
import { smvHeader, smvHeaderWithPedestal } from './smv-header';
import { keywordNumber, readSmvHeader, type SmvHeader } from './smv-keywords';

export interface SmvImage {
  readonly header: SmvHeader;
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly pixels: Uint16Array | Int32Array | Float32Array;
  readonly warnings: readonly Warning[];
}

type ByteOrder = 'little' | 'big';

const samplesOf = <T extends Uint16Array | Int32Array | Float32Array>(type: SamplesConstructor<T>) => ({
  width: type.BYTES_PER_ELEMENT,
  read: (bytes: Uint8Array, offset: number, count: number, order: ByteOrder): SmvImage['pixels'] =>
    fromBytes(type, bytes, offset, count, order),
});

const TYPES = {
  unsigned_short: samplesOf(Uint16Array),
  long_integer: samplesOf(Int32Array),
  float: samplesOf(Float32Array),
};
const ORDERS: Readonly<Record<string, ByteOrder>> = { little_endian: 'little', big_endian: 'big' };

/** Returns the entry of a table for a word of the header, or for `absent` where the header lacks the keyword. */
function choose<T>(table: Readonly<Record<string, T>>, header: SmvHeader, keyword: string, absent: T): T {
  const word = header.fields[keyword];
  if (word === undefined) return absent;
  const entry = Object.entries(table).find(([name]) => name === word.toLowerCase());
  if (!entry)
    throw dataError(`${keyword} of this SMV image is '${word}'; ${Object.keys(table).join(', ')} can be read`);
  return entry[1];
}

/**
 * Returns the numbers of pixels, [slow, fast], in the header.
 *
 * @throws BraggsimError (`data`) when it gives no positive size
 */
export function smvShape(header: SmvHeader): readonly [number, number] {
  const size = (keyword: string) => Math.trunc(keywordNumber(header, keyword) ?? 0);
  const fast = size('SIZE1');
  const shape =
    fast === 0
      ? ([size('DETECTOR_DIMENSIONS'), size('DETECTOR_DIMENSIONS')] as const)
      : ([size('SIZE2'), fast] as const);
  if (!shape.every((n) => Number.isSafeInteger(n) && n > 0)) {
    throw dataError(`SIZE1 and SIZE2 of this SMV image are ${shape[1]} and ${shape[0]}; both must be positive`);
  }
  return shape;
}

/**
 * Reads an SMV image of unsigned 16-bit, signed 32-bit or float pixels, in either byte order.
 *
 * @throws BraggsimError (`data`) when the file is not such an image or ends early
 */
export function readSmv(bytes: Uint8Array, limits: ReadLimits = {}): SmvImage {
  checkLimit(bytes, 'SMV', limits);
  const header = readSmvHeader(bytes);
  const shape = smvShape(header);
  const samples = choose(TYPES, header, 'TYPE', TYPES.unsigned_short);
  const order = choose(ORDERS, header, 'BYTE_ORDER', 'little');
  const count = shape[0] * shape[1];
  const end = header.bytes + count * samples.width;
  if (bytes.length < end) {
    throw dataError(`${shape[0]} x ${shape[1]} pixels should end at byte ${end}, but the file ends at ${bytes.length}`);
  }
  const warnings: Warning[] = [];
  if (bytes.length > end) {
    const message = `${bytes.length - end} bytes follow the pixels of the SMV image: its header may be longer than it says`;
    warnings.push({ id: 'smv-trailing-bytes', message });
  }
  return { header, shape, pixels: samples.read(bytes, header.bytes, count, order), warnings };
}

/**
 * Encodes an SMV image of unsigned 16-bit pixels, little-endian, with the header that `params` select: that of the C
 * program by default.
 */
export function writeSmv(image: Image, params: StageValues = {}): readonly Uint8Array[] {
  const panel = withMaskedValues(singlePanel(image, 'SMV'), frameMask(image), ZERO_VALUES);
  const pixels = wordPixels(panel, 'SMV');
  if (params.header === 'full') return [smvFullHeader(image.metadata, params.force === true), toLittleEndian(pixels)];
  if (params.header === 'pedestal') return [smvHeaderWithPedestal(image.metadata), toLittleEndian(pixels)];
  return writeSmvPixels(pixels, image.metadata);
}

/** Encodes pixels that are already rows of the detector, [slow, fast], with the header of the C program. */
export const writeSmvPixels = (pixels: Uint16Array, metadata: ImageMetadata): readonly Uint8Array[] => [
  smvHeader(metadata),
  toLittleEndian(pixels),
];

/** The codec of the ADSC image format, which nanoBragg, MOSFLM, DIALS and XDS use. */
export const smv = codec({
  id: 'smv',
  version: 1,
  extensions: ['.img', '.smv'],
  about: { equation: 'text header, then unsigned 16-bit pixels, fast index first', citation: 'nanoBragg; ADSC' },
  params: {
    ...limitParameters,
    ...facingParameters,
    ...parameters({
      header: {
        type: 'enum',
        options: ['c', 'pedestal', 'full'],
        default: 'c',
        doc: 'the header of the C program, that header with the offset of the values, or one from which DIALS, XDS and MOSFLM read the complete geometry',
      },
    }),
  },
  encode: writeSmv,
  decode(bytes, params) {
    const { header, shape, pixels } = readSmv(bytes, params as ReadLimits);
    return { panels: [ndarray(pixels, [...shape])], header: header.fields };
  },
  inspect(bytes, params) {
    checkLimit(bytes, 'SMV', params as ReadLimits);
    const header = readSmvHeader(bytes);
    return smvFacts(header, smvShape(header));
  },
});
