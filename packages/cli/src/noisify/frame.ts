import { dataError } from '@braggsim/core';
import { forEachPixel } from '@braggsim/core/kernel';
import { inFile, readInput } from '@braggsim/core/node';
import { ingestHeader, readRawFloat, readSmvHeader, type SmvHeader, smvShape } from '@braggsim/detector-io';
import { resolveRegion } from '@braggsim/geometry';
import type { NoisifyRun } from './run';

/** The input image with its shape, mask and header. */
export interface Frame {
  readonly pixels: Float32Array;
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly header: SmvHeader | undefined;
  /** Mask [slow, fast]; pixels of value zero are skipped. */
  readonly mask: Uint8Array | undefined;
  readonly warnings: readonly string[];
}

/** Returns the largest divisor of a number of pixels that is not above its square root. */
function largestDivisor(pixels: number): number {
  let divisor = Math.floor(Math.sqrt(pixels));
  while (pixels % divisor !== 0) divisor -= 1;
  return divisor;
}

/** Returns the shape [slow, fast] from the header, the flags, or a guess. */
function shapeOf(run: NoisifyRun, header: SmvHeader | undefined, pixels: number) {
  if (header) return { shape: smvShape(header), guessed: false };
  const { pixelsFast, pixelsSlow } = run;
  const fast = pixelsFast ?? (pixelsSlow ? Math.trunc(pixels / pixelsSlow) : largestDivisor(pixels));
  return {
    shape: [pixelsSlow ?? Math.trunc(pixels / fast), fast] as const,
    guessed: pixelsFast === undefined && pixelsSlow === undefined,
  };
}

/**
 * Reads the input of a run.
 *
 * @throws BraggsimError (`data`) for a missing or short image, an invalid header or a mask of another size
 */
export function readFrame(run: NoisifyRun): Frame {
  const bytes = readInput(run.input, 'float image');
  const pixels = Math.floor(bytes.length / 4);
  if (pixels === 0) throw dataError(`the float image '${run.input}' has ${bytes.length} bytes; each pixel has 4`);
  const headerFile = run.header;
  const header =
    headerFile === undefined
      ? undefined
      : inFile(headerFile, () => readSmvHeader(readInput(headerFile, '-header image')));
  const { shape, guessed } = shapeOf(run, header, pixels);
  const [slow, fast] = shape;
  if (slow * fast === 0 || slow * fast > pixels) {
    throw dataError(
      `${run.input}: ${fast} x ${slow} pixels have ${4 * fast * slow} bytes, this file has ${bytes.length}; set -detpixels_x and -detpixels_y`,
    );
  }
  const mask = withinRoi(readMask(run.mask, shape), run.roi, shape);
  const excess = bytes.length - 4 * slow * fast;
  return {
    pixels: readRawFloat(bytes.subarray(0, 4 * slow * fast), shape),
    shape,
    header,
    mask,
    warnings: [
      ...(guessed ? [`the float image does not contain its size: ${fast} x ${slow} pixels are a guess`] : []),
      ...(excess > 0 ? [`${excess} bytes follow the ${fast} x ${slow} pixels of '${run.input}'`] : []),
    ],
  };
}

function readMask(file: string | undefined, [slow, fast]: readonly [number, number]): Uint8Array | undefined {
  if (file === undefined) return undefined;
  const { mask, shape } = inFile(file, () => ingestHeader(readInput(file, '-mask image'), 'mask'));
  if (shape[0] !== slow || shape[1] !== fast) {
    throw dataError(`${file}: the mask has ${shape[1]} x ${shape[0]} pixels, the image ${fast} x ${slow}`);
  }
  return mask;
}

/** Returns a mask restricted to a region of interest. */
function withinRoi(
  mask: Uint8Array | undefined,
  roi: NoisifyRun['roi'],
  [pixelsSlow, pixelsFast]: readonly [number, number],
): Uint8Array | undefined {
  if (!roi) return mask;
  const frame = { pixelsFast, pixelsSlow };
  const kept = new Uint8Array(pixelsFast * pixelsSlow);
  forEachPixel(resolveRegion(roi, frame), frame, (_fast, _slow, pixel) => {
    kept[pixel] = mask?.[pixel] ?? 1;
  });
  return kept;
}
