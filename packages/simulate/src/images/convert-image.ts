import type { Codec } from '@braggsim/core';
import {
  combinedMask,
  type DecodedImage,
  type Image,
  type ImageMetadata,
  maskOfValues,
  type PixelMask,
  type Pixels,
} from '@braggsim/core/derived';
import type { FileMetadata } from '@braggsim/detector-io';
import ndarray from 'ndarray';
import { describedDetector } from '../image-metadata';

interface Range {
  readonly least: number;
  readonly largest: number;
  readonly whole: boolean;
}

/** The range of values of a format, or of a style of one. */
const RANGES: Readonly<Record<string, Range>> = {
  smv: { least: 0, largest: 0xffff, whole: true },
  pgm: { least: 0, largest: 0xff, whole: true },
  cbf: { least: -(2 ** 31), largest: 2 ** 31 - 1, whole: true },
  grey16: { least: 0, largest: 0xffff, whole: true },
};

/** Tells whether a format stores these values as float32. TIFF keeps whole numbers of some types unchanged. */
const isSingle = (id: string, pixels: Pixels): boolean =>
  id === 'raw' || id === 'npy' || (id === 'tiff' && (pixels instanceof Uint32Array || pixels instanceof Float64Array));

/** Largest whole number up to which float32 is exact. */
const LARGEST_SINGLE = 2 ** 24;

/** Clips and rounds a value to the range of a format. NaN is masked before. */
function held(value: number, { least, largest, whole }: Range): number {
  const clipped = Math.min(Math.max(value, least), largest);
  return whole ? Math.round(clipped) : clipped;
}

/** Rounds a value to float32. Counts beyond 2^24 change, which would otherwise go unnoticed. */
const heldSingle = (value: number): number =>
  Math.abs(value) > LARGEST_SINGLE && Number.isInteger(value) ? Math.fround(value) : value;

/**
 * Returns pixels as a format can hold them, and how many were changed. Masked pixels are not changed.
 *
 * @param mask mask of the pixels
 */
export function fitted(
  pixels: Pixels,
  { id }: Codec,
  style = id,
  mask?: PixelMask,
): { readonly pixels: Pixels; readonly changed: number } {
  const range = RANGES[id] ?? RANGES[style];
  if (!range && !isSingle(id, pixels)) return { pixels, changed: 0 };
  let changed = 0;
  const result = new Float64Array(pixels);
  for (let i = 0; i < result.length; i++) {
    if (mask && mask[i] !== 0) continue;
    const value = result[i] as number;
    const kept = range ? held(value, range) : heldSingle(value);
    if (kept === value) continue;
    result[i] = kept;
    changed++;
  }
  return { pixels: changed === 0 ? pixels : result, changed };
}

/**
 * Describes why the detector in a file does not match its images; undefined where it does, or where the file describes
 * none.
 */
export function misplaced(facts: FileMetadata | undefined, decoded: DecodedImage): string | undefined {
  if (!facts?.experiment.detector || describedDetector(facts, decoded)) return undefined;
  const { panels = [], pixelsSlow, pixelsFast } = facts.experiment.detector;
  const described = panels.length > 0 ? `${panels.length} panels` : `${pixelsSlow} x ${pixelsFast} pixels`;
  const found = decoded.panels.map(({ shape }) => shape.join(' x ')).join(', ');
  return `describes a detector of ${described}, and its images have ${found}: its geometry is ignored`;
}

/** Names the metadata that other programs need and the file of an image does not give. */
export function missingMetadata(facts: FileMetadata | undefined): string[] {
  const { detector, beam } = facts?.experiment ?? {};
  const found: readonly (readonly [string, unknown])[] = [
    ['pixel size', detector?.pixelMm],
    ['distance', detector?.distanceMm],
    ['beam centre', detector?.beamCentreMm],
    ['wavelength', beam?.wavelengthA ?? beam?.energyEv],
  ];
  return found.flatMap(([name, value]) => (value === undefined ? [name] : []));
}

/** Adds pixels that are not numbers, which no format of whole numbers holds, to the mask of a panel. */
const withNaN = (pixels: Pixels, mask: PixelMask | undefined): PixelMask | undefined =>
  combinedMask(mask, maskOfValues(pixels, {}));

/** Formats whose whole numbers of -1 and -2 mark masked pixels. */
const MARKING: readonly string[] = ['cbf', 'tiff'];

/** Counts how many values that count are those by which a format marks masked pixels. */
function takenForMarks(pixels: Pixels, mask: PixelMask | undefined, { id }: Codec, offset: number): number {
  const isWhole = id === 'cbf' || (id === 'tiff' && pixels instanceof Int32Array);
  if (!MARKING.includes(id) || !isWhole) return 0;
  const taken = id === 'cbf' ? offset : 0;
  let count = 0;
  for (let i = 0; i < pixels.length; i++) {
    const value = (pixels[i] as number) - taken;
    if ((value === -1 || value === -2) && !(mask && mask[i] !== 0)) count++;
  }
  return count;
}

/**
 * Returns an image that was read, ready to be written in another format.
 *
 * @returns the image, how many values were changed to fit, and how many that count will be taken for marks of masked pixels
 */
export function converted(decoded: DecodedImage, metadata: ImageMetadata, codec: Codec, style?: string) {
  let [changed, marks] = [0, 0];
  const masks = decoded.panels.map(({ data }, p) => withNaN(data, decoded.masks?.[p]));
  const panels = decoded.panels.map(({ data, shape }, p) => {
    const fit = fitted(data, codec, codec.id === 'png' ? style : undefined, masks[p]);
    changed += fit.changed;
    marks += takenForMarks(fit.pixels, masks[p], codec, metadata.offset ?? 0);
    return ndarray(fit.pixels, [...shape]);
  });
  const image: Image = { panels, masks, metadata };
  return { image, changed, marks };
}
