/**
 * TIFF images of detectors: strips and tiles of integers and floats, uncompressed or by LZW, deflate or PackBits. They are an
 * entry of their own, since their library is loaded only when such a file is read.
 *
 * @module
 * @example
 * ```ts
 * import { tiff } from '@braggsim/detector-io/tiff';
 *
 * console.log(tiff.extensions); // ['.tif', '.tiff']
 * ```
 */
import { codec, dataError } from '@braggsim/core';
import { type Image, maskOfValues } from '@braggsim/core/derived';
import ndarray from 'ndarray';
import {
  checkLimit,
  fromBytes,
  limitParameters,
  plainPixels,
  type ReadLimits,
  type Samples,
  type SamplesConstructor,
} from './bytes';
import { cbfFacts } from './cbf-facts';
import { headerFields } from './cbf-header';
import type { FileMetadata } from './described';
import { checkedShape, frameOf, isWhole } from './frame';
import { frameMask, NEGATIVE_VALUES, NOT_A_NUMBER, withMaskedValues } from './masked-frame';
import type { PanelPixels } from './panel';
import { UNPACKERS, undoPredictor } from './tiff-compression';
import { readDirectory, TAG, type TiffDirectory } from './tiff-directory';
import { FLOAT, NOT_COMPRESSED, SIGNED, UNSIGNED, writeTiff } from './tiff-writer';

const NO_PREDICTOR = 1;
/** Compressions that may be combined with a predictor. */
const PREDICTED: ReadonlySet<number> = new Set([5, 8, 32946]);

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

/** The contents of a TIFF image. */
export interface TiffImage extends PanelPixels {
  /** The image description; empty where the file has none. */
  readonly description: string;
}

/** Largest number of strips and tiles of an image. */
const MAX_PIECES = 2 ** 22;

/**
 * Reads a TIFF with one sample per pixel: whole numbers of 8 to 32 bits or floats, in strips or tiles and either byte
 * order, uncompressed or compressed by LZW, deflate or PackBits, with or without a predictor.
 *
 * @throws BraggsimError (`data`) when the file is not such an image or ends early
 */
export function readTiff(bytes: Uint8Array, limits: ReadLimits = {}): TiffImage {
  checkLimit(bytes, 'TIFF', limits);
  const { fields, order, description } = readDirectory(bytes);
  const one = (tag: number, absent: number) => fields.get(tag)?.[0] ?? absent;
  const shape = checkedShape(one(TAG.height, 0), one(TAG.width, 0), 'TIFF');
  const compression = one(TAG.compression, NOT_COMPRESSED);
  const samples = one(TAG.samplesPerPixel, 1);
  const predictor = one(TAG.predictor, NO_PREDICTOR);
  const kind = `${one(TAG.sampleFormat, UNSIGNED)}-${one(TAG.bitsPerSample, 1)}`;
  const type = Object.hasOwn(READABLE, kind) ? READABLE[kind] : undefined;
  const unpack = UNPACKERS.get(compression);
  if (!unpack || samples !== 1 || !type) {
    throw dataError(
      `this TIFF has ${samples} samples of ${one(TAG.bitsPerSample, 1)} bits in format ${one(TAG.sampleFormat, UNSIGNED)} and compression ${compression}; one sample can be read, whole numbers of 8 to 32 bits or floats, plain (1) or compressed by LZW (5), deflate (8, 32946) or PackBits (32773)`,
    );
  }
  if (predictor < 1 || predictor > 3 || (predictor === 3 && !kind.startsWith(`${FLOAT}-`))) {
    throw dataError(`this TIFF has the predictor ${predictor}; 1, 2, and 3 for floats can be read`);
  }
  if (predictor === 3 && order === 'big') {
    throw dataError(
      'this TIFF has a floating-point predictor in big-endian order, which programs write in two ways: write it little-endian',
    );
  }
  const layout = layoutOf(fields, shape);
  const width = type.BYTES_PER_ELEMENT;
  const total = shape[0] * shape[1] * width;
  const pieces = layout.offsets.map((offset, i) => {
    const size = pieceSize(layout, i) * width;
    const count = layout.counts[i] ?? size;
    if (offset + count > bytes.length) throw doesNotFit(layout, i);
    const packed = bytes.subarray(offset, offset + count);
    // Some programs include padding in the length of an uncompressed strip.
    const data = compression === NOT_COMPRESSED ? packed.subarray(0, size) : unpack(packed, size);
    if (data.length !== size) throw doesNotFit(layout, i);
    if (PREDICTED.has(compression)) {
      undoPredictor(data, { predictor, rowPixels: layout.pieceFast, width, little: order === 'little' });
    }
    return data;
  });
  const data = new Uint8Array(total);
  pieces.forEach((piece, i) => {
    place(data, piece, layout, shape, i, width);
  });
  return { pixels: plainPixels(fromBytes(type, data, 0, shape[0] * shape[1], order)), shape, description };
}

/** The strips or tiles of an image, in rows from the left and from the top. */
interface Layout {
  readonly name: 'strip' | 'tile';
  readonly offsets: readonly number[];
  readonly counts: readonly number[];
  /** Numbers of pixels along fast and slow of each strip or tile. */
  readonly pieceFast: number;
  readonly pieceSlow: number;
  /** Number of tiles side by side. */
  readonly across: number;
  /** Number of rows of the last strip. */
  readonly lastRows: number;
}

function layoutOf(fields: TiffDirectory['fields'], [slow, fast]: readonly [number, number]): Layout {
  const one = (tag: number, absent: number) => fields.get(tag)?.[0] ?? absent;
  const tiled = fields.has(TAG.tileOffsets);
  const pieceFast = tiled ? one(TAG.tileWidth, 0) : fast;
  const pieceSlow = tiled ? one(TAG.tileHeight, 0) : Math.min(one(TAG.rowsPerStrip, slow), slow);
  const [offsets = [], counts = []] = tiled
    ? [fields.get(TAG.tileOffsets), fields.get(TAG.tileByteCounts)]
    : [fields.get(TAG.stripOffsets), fields.get(TAG.stripByteCounts)];
  const across = Math.ceil(fast / pieceFast);
  const down = Math.ceil(slow / pieceSlow);
  if (!(pieceFast > 0 && pieceSlow > 0 && across * down <= MAX_PIECES && offsets.length === across * down)) {
    throw dataError(
      `this TIFF of ${slow} x ${fast} pixels should have ${across * down} ${tiled ? 'tiles' : 'strips'}, found ${offsets.length}: it is damaged`,
    );
  }
  if (tiled && pieceFast * pieceSlow > 4 * slow * fast + 2 ** 20) {
    throw dataError(
      `the tiles of this TIFF are ${pieceSlow} x ${pieceFast} pixels, larger than the image: it is damaged`,
    );
  }
  return {
    name: tiled ? 'tile' : 'strip',
    offsets,
    counts,
    pieceFast,
    pieceSlow,
    across,
    lastRows: tiled ? pieceSlow : slow - (down - 1) * pieceSlow,
  };
}

const doesNotFit = ({ name }: Layout, i: number) =>
  dataError(`${name} ${i} of this TIFF does not fit: the file is damaged or cut short`);

/** Returns the number of pixels of a strip or tile: the last strip may be shorter, tiles have the same size. */
const pieceSize = ({ offsets, pieceFast, pieceSlow, lastRows }: Layout, i: number): number =>
  pieceFast * (i === offsets.length - 1 ? lastRows : pieceSlow);

/** Copies the part of a strip or tile that lies inside the image. */
function place(
  data: Uint8Array,
  piece: Uint8Array,
  layout: Layout,
  [slow, fast]: readonly [number, number],
  i: number,
  width: number,
): void {
  const { pieceFast, pieceSlow, across } = layout;
  const [column, row] = [(i % across) * pieceFast, Math.floor(i / across) * pieceSlow];
  const bytes = Math.min(pieceFast, fast - column) * width;
  for (let r = 0; r < pieceSlow && row + r < slow; r++) {
    const from = r * pieceFast * width;
    data.set(piece.subarray(from, from + bytes), ((row + r) * fast + column) * width);
  }
}

/** Reads the metadata that a Pilatus writes in the description: the lines of a miniCBF header. */
function factsOf({ description, shape }: TiffImage): FileMetadata {
  const header = headerFields(description);
  return header.Pixel_size || header.Detector_distance ? cbfFacts({ shape, header }) : { images: 1, experiment: {} };
}

/** Returns the frame with masked pixels marked as Pilatus detectors mark them in whole numbers, or as NaN in floats. */
function markedFrame(image: Image): PanelPixels {
  const frame = frameOf(image);
  const mask = frameMask(image);
  if (!mask) return frame;
  const whole = isWhole(frame);
  const marked = withMaskedValues(frame, mask, whole ? NEGATIVE_VALUES : NOT_A_NUMBER);
  return { ...marked, pixels: whole ? Int32Array.from(marked.pixels) : Float32Array.from(marked.pixels) };
}

/** The codec of TIFF: unscaled values for programs that read any picture. */
export const tiff = codec({
  id: 'tiff',
  version: 1,
  extensions: ['.tif', '.tiff'],
  about: {
    equation:
      'one strip of 16-bit unsigned, 32-bit signed or float pixels, row 0 first; masked pixels are -1 and -2 or NaN',
    citation: 'TIFF revision 6.0, Adobe (1992)',
  },
  params: limitParameters,
  encode: (image) => writeTiff(markedFrame(image)),
  decode(bytes, params) {
    const { pixels, shape, description } = readTiff(bytes, params as ReadLimits);
    const mask = pixels instanceof Int32Array ? maskOfValues(pixels, NEGATIVE_VALUES) : undefined;
    return { panels: [ndarray(pixels, [...shape])], ...(mask && { masks: [mask] }), header: headerFields(description) };
  },
  inspect: (bytes, params) => factsOf(readTiff(bytes, params as ReadLimits)),
});
