import { codec, dataError, type Image, parameters, type StageValues } from '@braggsim/core';
import { gapMask } from '@braggsim/geometry';
import { md5 } from '@noble/hashes/legacy.js';
import ndarray from 'ndarray';
import { decodeByteOffset, encodeByteOffset } from './byte-offset';
import { ascii, checkLimit, latin1, limitParameters, type ReadLimits } from './bytes';
import { cbfFacts } from './cbf-facts';
import { cbfHeaderLines } from './cbf-header';
import { facingParameters } from './facing';
import { checkedShape, countsOf } from './frame';
import { singlePanel } from './panel';

const MAGIC = '###CBF';
const MARKER = Uint8Array.of(0x0c, 0x1a, 0x04, 0xd5);
const PADDING = 4095;
const SECTION = '--CIF-BINARY-FORMAT-SECTION--';
/** What follows the pixels. Those who write no padding (FabIO) leave the last line end out as well. */
const END = /^(\0+\s*--CIF-BINARY-FORMAT-SECTION----\s*;\r?\n|\s*--CIF-BINARY-FORMAT-SECTION----\s*;)/;
/** Types of pixels. Counts beyond 2^31 are refused one by one. */
const ELEMENTS: ReadonlySet<string> = new Set(['', 'signed 32-bit integer', 'unsigned 32-bit integer']);
/** Text before the pixels is never longer. */
const LARGEST_HEADER = 2 ** 20;
/** Pixels that recorded nothing, as Pilatus and its readers mark them. */
const NO_PIXEL = -1;

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const lines = (...parts: readonly string[]): Uint8Array => ascii(parts.map((line) => `${line}\r\n`).join(''));

/** Digits that number an image of a series go into the name of the data block. */
const blockName = (name: unknown): string =>
  String(name)
    .replace(/\.[^.]*$/, '')
    .replace(/[^\w-]/g, '_');

/** One image in byte-offset compression, with the header that DIALS, FabIO and XDS read. */
export function writeCbf(image: Image, params: StageValues = {}): readonly Uint8Array[] {
  const panel = singlePanel(image, 'miniCBF');
  const { metadata } = image;
  const counts = countsOf(panel, metadata.offset ?? 0, 'miniCBF');
  const mask = gapMask(metadata.detector, metadata.detector.gaps);
  if (mask) for (let i = 0; i < counts.length; i++) if (mask[i] === 0) counts[i] = NO_PIXEL;
  const data = encodeByteOffset(counts);
  const [slow, fast] = panel.shape;
  const header = cbfHeaderLines(metadata, params.force === true).map((line) => `# ${line}`);
  return [
    lines(
      `${MAGIC}: VERSION 1.5`,
      '',
      `data_${blockName(params.name ?? 'image')}`,
      '',
      `_array_data.header_convention "${String(params.convention ?? 'GENERIC_MINI')}"`,
      '_array_data.header_contents',
      ';',
      ...header,
      ';',
      '',
      '_array_data.data',
      ';',
      SECTION,
      'Content-Type: application/octet-stream;',
      '     conversions="x-CBF_BYTE_OFFSET"',
      'Content-Transfer-Encoding: BINARY',
      `X-Binary-Size: ${data.length}`,
      'X-Binary-ID: 1',
      'X-Binary-Element-Type: "signed 32-bit integer"',
      'X-Binary-Element-Byte-Order: LITTLE_ENDIAN',
      `Content-MD5: ${base64(md5(data))}`,
      `X-Binary-Number-of-Elements: ${counts.length}`,
      `X-Binary-Size-Fastest-Dimension: ${fast}`,
      `X-Binary-Size-Second-Dimension: ${slow}`,
      `X-Binary-Size-Padding: ${PADDING}`,
      '',
    ),
    MARKER,
    data,
    new Uint8Array(PADDING),
    lines('', `${SECTION}--`, ';'),
  ];
}

export interface CbfImage {
  /** [slow, fast] */
  readonly shape: readonly [number, number];
  readonly pixels: Int32Array;
  /** Lines of the header by their first word. */
  readonly header: Readonly<Record<string, string>>;
}

/**
 * Reads a miniCBF of signed 32-bit pixels in byte-offset compression.
 *
 * @throws BraggsimError (`data`) when the bytes are no such image, are damaged or end too early
 */
export function readCbf(bytes: Uint8Array, limits: ReadLimits = {}): CbfImage {
  checkLimit(bytes, 'CBF', limits);
  if (latin1(bytes.subarray(0, MAGIC.length)) !== MAGIC) {
    throw dataError(`this is not a CBF image: it should start with ${MAGIC}`);
  }
  const at = markerAt(bytes);
  const text = latin1(bytes.subarray(0, at));
  const mime = mimeOf(text);
  const field = (name: string) => Number(mime[name.toLowerCase()] ?? Number.NaN);
  const compression = /conversions="?([\w-]+)/i.exec(text)?.[1] ?? 'none';
  if (compression.toLowerCase() !== 'x-cbf_byte_offset') {
    throw dataError(`the pixels of this CBF are compressed by '${compression}'; x-CBF_BYTE_OFFSET can be read`);
  }
  const element = (mime['x-binary-element-type'] ?? '').replaceAll('"', '');
  if (!ELEMENTS.has(element)) {
    throw dataError(`the pixels of this CBF are of type '${element}'; 32-bit integers can be read`);
  }
  const fast = field('X-Binary-Size-Fastest-Dimension');
  const slow = field('X-Binary-Size-Second-Dimension');
  const shape = checkedShape(slow, fast, 'CBF');
  const size = field('X-Binary-Size');
  const start = at + MARKER.length;
  if (!Number.isInteger(size) || size < 0 || start + size > bytes.length) {
    throw dataError(`the pixels of this CBF should take ${size} bytes, but ${bytes.length - start} follow its header`);
  }
  const data = bytes.subarray(start, start + size);
  const sum = mime['content-md5'];
  if (sum !== undefined && sum !== base64(md5(data))) {
    throw dataError('the pixels of this CBF do not belong to its checksum (Content-MD5): the file is damaged');
  }
  const rest = bytes.subarray(start + size, start + size + LARGEST_HEADER);
  if (!END.test(latin1(rest))) {
    throw dataError(`the pixels of this CBF should be followed by ${SECTION}-- and ';': the file is cut short`);
  }
  return { shape, pixels: decodeByteOffset(data, slow * fast), header: headerFields(text) };
}

function markerAt(bytes: Uint8Array): number {
  const end = Math.min(bytes.length - MARKER.length, LARGEST_HEADER);
  for (
    let at = bytes.indexOf(MARKER[0] as number);
    at >= 0 && at <= end;
    at = bytes.indexOf(MARKER[0] as number, at + 1)
  ) {
    if (MARKER.every((byte, i) => bytes[at + i] === byte)) return at;
  }
  throw dataError('this CBF has no binary section: the bytes 0C 1A 04 D5 that start its pixels are missing');
}

/** The lines `Name: value` before the pixels, by lower-case name. */
function mimeOf(text: string): Record<string, string> {
  const section = text.slice(text.lastIndexOf(SECTION));
  const found = section.matchAll(/^([\w-]+):[ \t]*([^\r\n]*)/gm);
  return Object.fromEntries(Array.from(found, ([, name = '', value = '']) => [name.toLowerCase(), value.trim()]));
}

function headerFields(text: string): Record<string, string> {
  const found = text.matchAll(/^# (\w+)[ \t:=]*([^\r\n]*)/gm);
  return Object.fromEntries(Array.from(found, ([, name = '', value = '']) => [name, value.trim()]));
}

/** The format of Pilatus detectors, with the header convention that any size may have. */
export const cbf = codec({
  id: 'cbf',
  version: 1,
  extensions: ['.cbf'],
  about: {
    equation: 'text header, then differences of neighbouring pixels in one to eight bytes',
    citation: 'CBFlib; Bernstein & Hammersley (2005), International Tables for Crystallography G, 2.3; Dectris miniCBF',
  },
  params: {
    ...limitParameters,
    ...facingParameters,
    ...parameters({
      convention: {
        type: 'text',
        default: 'GENERIC_MINI',
        doc: 'header convention; PILATUS_1.2 makes DIALS insist on the sizes and gaps of that detector',
      },
      name: { type: 'text', default: 'image', doc: 'name of the data block, the file name without its extension' },
    }),
  },
  encode: writeCbf,
  decode(bytes, params) {
    const { shape, pixels, header } = readCbf(bytes, params as ReadLimits);
    return { panels: [ndarray(pixels, [...shape])], header };
  },
  inspect: (bytes, params) => cbfFacts(readCbf(bytes, params as ReadLimits)),
});
