import { codec, dataError, parameters } from '@braggsim/core';
import { formatG, latin1 } from '@braggsim/core/text';
import ndarray from 'ndarray';
import { ascii, checkLimit, fromBytes, limitParameters, type ReadLimits } from './bytes';
import { frameMask, withMaskedValues, ZERO_VALUES } from './masked-frame';
import { bytePixels, singlePanel } from './panel';

/** Longest accepted header in bytes, including comments. */
const LARGEST_HEADER = 65536;

export interface PgmImage {
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly pixels: Uint8Array | Uint16Array;
  readonly largest: number;
  /** The comment lines without their `#`. */
  readonly comments: readonly string[];
}

/** Encodes a grey map with the header of the C program, whose comment is between the size and the largest value. */
export function writePgm(
  pixels: Uint8Array,
  [slow, fast]: readonly [number, number],
  scale: number,
): readonly Uint8Array[] {
  return [ascii(`P5\n${fast} ${slow}\n# pixels scaled by ${formatG(scale)}\n255\n`), pixels];
}

/**
 * Decodes a grey map. @throws BraggsimError (`data`) for a file that is not a complete binary grey map of 8 or 16 bits
 */
export function readPgm(bytes: Uint8Array, limits: ReadLimits = {}): PgmImage {
  checkLimit(bytes, 'PGM', limits);
  const { numbers, comments, end } = readHeader(latin1(bytes.subarray(0, LARGEST_HEADER)));
  const [fast, slow, largest] = numbers;
  if (!(fast > 0 && slow > 0 && largest > 0 && largest < 65536)) {
    throw dataError(
      `this PGM file has ${fast} x ${slow} pixels up to ${largest}; sizes from 1 and values to 65535 can be read`,
    );
  }
  const wide = largest > 255;
  const expected = fast * slow * (wide ? 2 : 1);
  if (bytes.length - end < expected) {
    throw dataError(
      `${fast} x ${slow} pixels have ${expected} bytes, this PGM file has ${bytes.length - end} after its header`,
    );
  }
  const pixels = wide
    ? fromBytes(Uint16Array, bytes, end, fast * slow, 'big')
    : fromBytes(Uint8Array, bytes, end, expected);
  return { shape: [slow, fast], pixels, largest, comments };
}

/** Parses three numbers with blanks and comments between them, and a single blank before the pixels. */
function readHeader(text: string): { numbers: readonly [number, number, number]; comments: string[]; end: number } {
  if (!text.startsWith('P5')) throw dataError("this is not a binary PGM file: it should start with 'P5'");
  const comments: string[] = [];
  const token = /[ \t\r\n]+|#([^\n]*)\n|(\d{1,9})(?=[ \t\r\n])/y;
  token.lastIndex = 2;
  const numbers: number[] = [];
  while (numbers.length < 3) {
    const found = token.exec(text);
    if (!found) throw dataError('the header of this PGM file lacks its width, height or largest value');
    if (found[1] !== undefined) comments.push(found[1].trim());
    if (found[2] !== undefined) numbers.push(Number(found[2]));
  }
  const [fast = 0, slow = 0, largest = 0] = numbers;
  return { numbers: [fast, slow, largest], comments, end: token.lastIndex + 1 };
}

/** The codec of grey maps: 8-bit levels are written, 16-bit ones can also be read. */
export const pgm = codec({
  id: 'pgm',
  version: 1,
  extensions: ['.pgm'],
  about: { equation: 'one byte per pixel', citation: 'Netpbm; nanoBragg' },
  params: {
    ...limitParameters,
    ...parameters({
      scale: { type: 'number', default: 1, doc: 'grey levels per photon, recorded in the comment of the file' },
    }),
  },
  encode(image, { scale = 1 }) {
    const panel = withMaskedValues(singlePanel(image, 'PGM'), frameMask(image), ZERO_VALUES);
    return writePgm(bytePixels(panel, 'PGM'), panel.shape, Number(scale));
  },
  decode(bytes, params) {
    const { pixels, shape, largest, comments } = readPgm(bytes, params as ReadLimits);
    return { panels: [ndarray(pixels, [...shape])], header: { largest: `${largest}`, comments: comments.join('\n') } };
  },
});
