import { dataError } from '@braggsim/core';
import { type DecodedPng, decode } from 'fast-png';
import { Unzlib } from 'fflate';
import { checkLimit, type ReadLimits } from './bytes';
import { checkedShape } from './frame';
import type { PanelPixels } from './panel';
import { type PngChunk, pngChunks, pngFile } from './png-chunks';

/** Colour types and interlace methods that can be read (PNG specification, 11.2.1). */
const GREY = 0;
const ROW_BY_ROW = 0;
const HEADER_BYTES = 13;

/** Chunks passed to the decoder. Others may be compressed themselves, and contain no pixel values. */
const KEPT: ReadonlySet<string> = new Set(['IHDR', 'tEXt', 'IDAT', 'IEND']);

/** Number of packed bytes between two checks of the unpacked size: at most four megabytes. */
const PIECE = 4096;

export interface PngImage extends PanelPixels {
  readonly text: Readonly<Record<string, string>>;
}

/**
 * Reads recorded values from a PNG of 8 or 16-bit grey. The header is checked before anything is unpacked, and
 * unpacking stops when the data exceed the announced size.
 *
 * @throws BraggsimError (`data`) when the file is not such an image, or ends early
 */
export function readPng(bytes: Uint8Array, limits: ReadLimits = {}): PngImage {
  checkLimit(bytes, 'PNG', limits);
  const chunks = pngChunks(bytes).filter(({ type }) => KEPT.has(type));
  const { shape, depth } = headerOf(chunks);
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  checkUnpacked(packed, shape[0] * (1 + shape[1] * (depth / 8)));
  const { data, text } = decoded(pngFile(chunks));
  return { pixels: depth === 16 ? Uint16Array.from(data) : Uint8Array.from(data), shape, text };
}

function headerOf(chunks: readonly PngChunk[]): { shape: readonly [number, number]; depth: number } {
  const [header, ...others] = chunks;
  if (header?.type !== 'IHDR' || header.data.length !== HEADER_BYTES || others.some(({ type }) => type === 'IHDR')) {
    throw dataError('this PNG image should begin with a header of 13 bytes (IHDR) and have no other');
  }
  const view = new DataView(header.data.buffer, header.data.byteOffset, HEADER_BYTES);
  const shape = checkedShape(view.getUint32(4), view.getUint32(0), 'PNG');
  const [depth = 0, colour, , , interlace] = header.data.subarray(8);
  if (colour !== GREY || interlace !== ROW_BY_ROW || (depth !== 8 && depth !== 16)) {
    throw dataError(
      `this PNG is a picture (colour type ${colour}, ${depth} bits, interlace ${interlace}) without recorded values; only 8 or 16-bit grey without interlacing can be read: give the original image`,
    );
  }
  return { shape, depth };
}

/** Unpacks the pixels chunk by chunk without keeping them, to check that there are as many as announced. */
function checkUnpacked(packed: readonly Uint8Array[], expected: number): void {
  let total = 0;
  const unpacker = new Unzlib((chunk) => {
    total += chunk.length;
  });
  const push = (piece: Uint8Array, last: boolean) => {
    try {
      unpacker.push(piece, last);
    } catch (cause) {
      throw dataError({ message: 'the pixels of this PNG cannot be unpacked: it is damaged', cause });
    }
    if (total > expected) throw dataError(`the pixels of this PNG unpack to more than its ${expected} bytes`);
  };
  for (const part of packed) {
    for (let at = 0; at < part.length; at += PIECE) push(part.subarray(at, at + PIECE), false);
  }
  push(new Uint8Array(), true);
  if (total !== expected) {
    throw dataError(`the pixels of this PNG should unpack to ${expected} bytes, and there are ${total}: it is damaged`);
  }
}

function decoded(file: Uint8Array): DecodedPng {
  try {
    return decode(file, { checkCrc: true });
  } catch (cause) {
    throw dataError({ message: `this PNG cannot be read: ${(cause as Error).message}; it is damaged`, cause });
  }
}
