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
import { describedDetector } from '@braggsim/simulate';
import ndarray from 'ndarray';

interface Range {
  readonly least: number;
  readonly largest: number;
  readonly whole: boolean;
}

/** What a format, or a style of one, can hold. */
const RANGES: Readonly<Record<string, Range>> = {
  smv: { least: 0, largest: 0xffff, whole: true },
  pgm: { least: 0, largest: 0xff, whole: true },
  cbf: { least: -(2 ** 31), largest: 2 ** 31 - 1, whole: true },
  grey16: { least: 0, largest: 0xffff, whole: true },
};

/** Whether a format has these values as floats of 32 bits. TIFF keeps the whole numbers of some types as they are. */
const isSingle = (id: string, pixels: Pixels): boolean =>
  id === 'raw' || id === 'npy' || (id === 'tiff' && (pixels instanceof Uint32Array || pixels instanceof Float64Array));

/** Whole numbers of single precision. */
const LARGEST_SINGLE = 2 ** 24;

/** What becomes of a value in a format that has a range; NaN is masked before. */
function held(value: number, { least, largest, whole }: Range): number {
  const clipped = Math.min(Math.max(value, least), largest);
  return whole ? Math.round(clipped) : clipped;
}

/** What becomes of a value in single precision: counts beyond its digits are rounded, which nobody would see. */
const heldSingle = (value: number): number =>
  Math.abs(value) > LARGEST_SINGLE && Number.isInteger(value) ? Math.fround(value) : value;

/**
 * Pixels as a format can hold them, and how many had to be changed for it. Masked pixels are left to the format.
 *
 * @param mask pixels that do not count
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

/** Why the detector that a file describes is not that of its images; undefined where it is, or where it describes none. */
export function misplaced(facts: FileMetadata | undefined, decoded: DecodedImage): string | undefined {
  if (!facts?.experiment.detector || describedDetector(facts, decoded)) return undefined;
  const { panels = [], pixelsSlow, pixelsFast } = facts.experiment.detector;
  const described = panels.length > 0 ? `${panels.length} panels` : `${pixelsSlow} x ${pixelsFast} pixels`;
  const found = decoded.panels.map(({ shape }) => shape.join(' x ')).join(', ');
  return `describes a detector of ${described}, and its images have ${found}: its geometry is left out`;
}

/** What other programs want to know of an image and its file does not say, in words. */
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

/** The mask of a panel with the pixels that are no numbers besides, which no format of whole numbers holds. */
const withNaN = (pixels: Pixels, mask: PixelMask | undefined): PixelMask | undefined =>
  combinedMask(mask, maskOfValues(pixels, {}));

/** An image that was read, ready to be written in another format. */
export function converted(decoded: DecodedImage, metadata: ImageMetadata, codec: Codec, style?: string) {
  let changed = 0;
  const masks = decoded.panels.map(({ data }, p) => withNaN(data, decoded.masks?.[p]));
  const panels = decoded.panels.map(({ data, shape }, p) => {
    const fit = fitted(data, codec, codec.id === 'png' ? style : undefined, masks[p]);
    changed += fit.changed;
    return ndarray(fit.pixels, [...shape]);
  });
  const image: Image = { panels, masks, metadata };
  return { image, changed };
}
