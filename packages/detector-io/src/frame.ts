import { dataError, usageError } from '@braggsim/core';
import {
  type Image,
  type ImageMetadata,
  MASK_BITS,
  type Panel,
  type PanelRows,
  type PixelMask,
} from '@braggsim/core/derived';
import { boundsWithin, type PixelBounds } from '@braggsim/core/kernel';
import { recordingPanels } from '@braggsim/geometry';
import { type PanelPixels, panelPixels } from './panel';

export interface FrameLayout {
  /** Numbers of pixels, [slow, fast]. */
  readonly shape: readonly [number, number];
  readonly places: readonly PanelRows[];
}

/** Returns the layout of panels stacked along slow, each starting in column 0. */
export function frameLayout(
  panels: readonly { readonly pixelsFast: number; readonly pixelsSlow: number }[],
): FrameLayout {
  let slow = 0;
  const places = panels.map(({ pixelsFast, pixelsSlow }) => {
    const place = { slow, pixelsFast, pixelsSlow };
    slow += pixelsSlow;
    return place;
  });
  return { shape: [slow, Math.max(...places.map((p) => p.pixelsFast))], places };
}

/**
 * Returns all panels of an image as one array: the single panel, or the panels stacked along slow.
 *
 * @throws BraggsimError (`usage`) when the panels differ in size from those of the detector
 */
export function frameOf({ panels, metadata }: Image): PanelPixels {
  const expected = recordingPanels(metadata.detector);
  if (panels.length !== expected.length) {
    throw usageError(`the image has ${panels.length} panels and its detector ${expected.length}`);
  }
  const parts = panels.map((panel, i) => panelPixels(panel, expected[i] as Panel));
  const [first] = parts;
  if (first && parts.length === 1) return first;
  const { shape, places } = frameLayout(expected);
  const pixels = new ((first as PanelPixels).pixels.constructor as { new (length: number): PanelPixels['pixels'] })(
    shape[0] * shape[1],
  );
  parts.forEach((part, p) => {
    const { slow, pixelsFast, pixelsSlow } = places[p] as PanelRows;
    for (let row = 0; row < pixelsSlow; row++) {
      pixels.set(part.pixels.subarray(row * pixelsFast, (row + 1) * pixelsFast), (slow + row) * shape[1]);
    }
  });
  return { pixels, shape };
}

/** Tells whether every place of the frame has a pixel: its panels are equally wide and have no gaps. */
export function isFilled({ detector }: ImageMetadata): boolean {
  const panels = recordingPanels(detector);
  return panels.every(({ pixelsFast, gaps }) => pixelsFast === panels[0]?.pixelsFast && gaps.length === 0);
}

/**
 * Returns a mask of the positions of the frame without a pixel: gaps of panels, and the positions to the right of
 * narrow panels.
 */
export function framePixelMask({ detector }: ImageMetadata): Uint32Array {
  const panels = recordingPanels(detector);
  const { shape, places } = frameLayout(panels);
  const mask = new Uint32Array(shape[0] * shape[1]).fill(1);
  panels.forEach((panel, p) => {
    const { slow } = places[p] as PanelRows;
    const mark = (region: PixelBounds, value: number) => {
      for (let row = region.slow[0]; row < region.slow[1]; row++) {
        const start = (slow + row) * shape[1];
        mask.fill(value, start + region.fast[0], start + region.fast[1]);
      }
    };
    mark(boundsWithin(undefined, panel), 0);
    for (const gap of panel.gaps) mark(gap, 1);
  });
  return mask;
}

const LARGEST_WHOLE = 2 ** 31 - 1;

/** The values by which a format marks masked pixels: `gap` where there is no pixel, `bad` for all other reasons. */
export interface MaskedValues {
  readonly gap: number;
  readonly bad: number;
}

/** The masked pixels of a frame and the values that they get. */
export interface Masked {
  /** Mask [slow, fast]; undefined where no pixel is masked. */
  readonly mask: PixelMask | undefined;
  readonly values: MaskedValues;
}

/** Returns the value of a pixel that is masked for the given reasons. */
export const maskedValue = (bits: number, { gap, bad }: MaskedValues): number =>
  (bits & MASK_BITS.gap) === 0 ? bad : gap;

/** Tells whether every unmasked pixel is a whole number up to the given size, by default 32 bits. */
export function isWhole({ pixels }: PanelPixels, mask?: PixelMask, largest = LARGEST_WHOLE): boolean {
  if (pixels instanceof Uint8Array || pixels instanceof Uint16Array || pixels instanceof Int32Array) return true;
  for (let i = 0; i < pixels.length; i++) {
    const value = pixels[i] as number;
    if (Number.isInteger(value) && Math.abs(value) <= largest) continue;
    if (!mask || mask[i] === 0) return false;
  }
  return true;
}

/**
 * Returns recorded values minus the offset of the readout: photons, where one unit is one photon.
 *
 * @param masked pixels that get other values
 * @throws BraggsimError (`usage`) naming the first pixel that is not a whole number of 32 bits
 */
export function countsOf(frame: PanelPixels, offset: number, format: string, masked?: Masked): Int32Array {
  const counts = new Int32Array(frame.pixels.length);
  const { mask, values } = masked ?? {};
  if (
    !mask &&
    frame.pixels instanceof Uint16Array &&
    Number.isInteger(offset) &&
    Math.abs(offset) < 2 ** 31 - 2 ** 16
  ) {
    // Words less a whole offset are whole numbers of 32 bits.
    for (let i = 0; i < counts.length; i++) counts[i] = (frame.pixels[i] as number) - offset;
    return counts;
  }
  for (let i = 0; i < counts.length; i++) {
    const bits = mask?.[i] ?? 0;
    if (values && bits !== 0) {
      counts[i] = maskedValue(bits, values);
      continue;
    }
    const value = (frame.pixels[i] as number) - offset;
    counts[i] = value;
    if (counts[i] !== value) {
      const [, fast] = frame.shape;
      throw usageError(
        `${format} holds whole numbers of 32 bits, and the pixel at slow ${Math.floor(i / fast)}, fast ${i % fast} is ${value}: digitize the image first`,
      );
    }
  }
  return counts;
}

/** The value at which a readout with an offset clips, unless its metadata give another. */
const FULL_SCALE = 0xffff;

/** Returns the largest valid count, after subtraction of the offset. */
export const largestCount = ({ saturation, offset }: ImageMetadata): number =>
  saturation === undefined && offset === undefined ? LARGEST_WHOLE : (saturation ?? FULL_SCALE) - (offset ?? 0);

/**
 * Checks the size of an image. @throws BraggsimError (`data`) unless both sizes are positive and their product is
 * within the limit
 */
export function checkedShape(slow: number, fast: number, format: string, largest = 2 ** 29): readonly [number, number] {
  const sensible = [slow, fast].every((n) => Number.isInteger(n) && n > 0) && slow * fast <= largest;
  if (!sensible) {
    throw dataError(
      `this ${format} file claims ${slow} x ${fast} pixels (slow x fast); from 1 to ${largest} can be read`,
    );
  }
  return [slow, fast];
}
