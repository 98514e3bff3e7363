import { codec, dataError, parameters, usageError } from '@braggsim/core';
import ndarray from 'ndarray';
import { checkLimit, fromBytes, limitParameters, type ReadLimits, toLittleEndian } from './bytes';
import { maskedFrame, ZERO_VALUES } from './masked-frame';
import type { PanelPixels } from './panel';

export const floatPixels = ({ pixels }: PanelPixels): Float32Array =>
  pixels instanceof Float32Array ? pixels : Float32Array.from(pixels);

/** Encodes photons per pixel as little-endian float32 without a header: a reader must know the size. */
export const writeRawFloat = (pixels: Float32Array): Uint8Array => toLittleEndian(pixels);

/**
 * Decodes a raw float image.
 *
 * @param shape [slow, fast]
 * @throws BraggsimError (`data`) unless the file has exactly the bytes of such an image
 */
export function readRawFloat(
  bytes: Uint8Array,
  [slow, fast]: readonly [number, number],
  limits: ReadLimits = {},
): Float32Array {
  checkLimit(bytes, 'raw float', limits);
  const expected = 4 * slow * fast;
  if (bytes.length !== expected) {
    throw dataError(`${slow} x ${fast} float pixels have ${expected} bytes, this file has ${bytes.length}`);
  }
  return fromBytes(Float32Array, bytes, 0, slow * fast);
}

/** The codec of the float image of nanoBragg. */
export const rawFloat = codec({
  id: 'raw',
  version: 1,
  extensions: ['.bin'],
  about: { equation: 'float32 pixels, little-endian, fast index first, no header', citation: 'nanoBragg' },
  params: {
    ...limitParameters,
    ...parameters({
      pixelsFast: { type: 'integer', min: 1, doc: 'pixels of a row; needed for reading' },
      pixelsSlow: { type: 'integer', min: 1, doc: 'rows; needed for reading' },
    }),
  },
  encode: (image) => [writeRawFloat(floatPixels(maskedFrame(image, ZERO_VALUES)))],
  decode(bytes, params) {
    const shape = [Number(params.pixelsSlow), Number(params.pixelsFast)] as const;
    if (!shape.every((n) => Number.isInteger(n) && n > 0)) {
      throw usageError('a raw float image does not contain its size: give pixelsFast and pixelsSlow');
    }
    return { panels: [ndarray(readRawFloat(bytes, shape, params as ReadLimits), [...shape])], header: {} };
  },
});
