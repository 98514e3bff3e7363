import { dataError, type PixelRectangle } from '@braggsim/core';
import { combinedMask, type DecodedImage, MASK_BITS, type PixelMask } from '@braggsim/core/derived';
import { frameLayout } from '../frame';
import { hasLimits, isFlagged, type ValueLimits } from './described-mask';

/** A panel of a mask with everything read that masks its pixels. */
export interface PanelMask {
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Its first pixel in the frames of image files, [fast, slow]; undefined where that is not known. */
  readonly firstPixel?: readonly [number, number];
  readonly mask?: PixelMask | undefined;
  readonly limits?: ValueLimits;
}

/** A mask of all panels of a detector. */
export interface DetectorMask {
  readonly panels: readonly PanelMask[];
  /** Whether pixels of a frame that are in no panel do not exist. */
  readonly isWhole: boolean;
}

/** What masks the pixels of one panel of an image. */
export interface PlacedMask {
  readonly mask: PixelMask | undefined;
  /** Limits of values with the rectangles in which they hold. */
  readonly limits: readonly { readonly within: PixelRectangle; readonly limits: ValueLimits }[];
}

type Shape = readonly [number, number];

const shapeOf = ({ pixelsSlow, pixelsFast }: PanelMask): Shape => [pixelsSlow, pixelsFast];
const words = (shapes: readonly Shape[]): string =>
  shapes.length === 1
    ? `${shapes[0]?.join(' x ')} pixels (slow x fast)`
    : `${shapes.length} panels of ${[...new Set(shapes.map((shape) => shape.join(' x ')))].slice(0, 3).join(', ')} pixels (slow x fast)`;

/**
 * Returns the parts of a mask for the panels of an image: panel by panel where both have the same ones, or else by their places in the
 * frame of an image file, one below the other where the mask names no places.
 *
 * @param shapes of the panels of the image, [slow, fast]
 * @throws BraggsimError (`data`) with both sizes where they do not fit
 */
export function placedMask(mask: DetectorMask, shapes: readonly Shape[]): PlacedMask[] {
  const own = mask.panels.map(shapeOf);
  if (String(own) === String(shapes) && own.length === shapes.length) {
    return mask.panels.map((panel) => ({ mask: panel.mask, limits: limitsWithin(panel, [0, 0]) }));
  }
  const { shape, places } = frameLayout(shapes.map(([pixelsSlow, pixelsFast]) => ({ pixelsSlow, pixelsFast })));
  const at = placesInFrame(mask, shape);
  if (!at) throw dataError(`the mask has ${words(own)}, and the image has ${words(shapes)}`);
  const bits = new Uint32Array(shape[0] * shape[1]).fill(mask.isWhole ? MASK_BITS.gap : 0);
  const limits = mask.panels.flatMap((panel, p) => limitsWithin(panel, at[p] as readonly [number, number]));
  mask.panels.forEach((panel, p) => {
    const [fast0, slow0] = at[p] as readonly [number, number];
    for (let row = 0; row < panel.pixelsSlow; row++) {
      const to = (slow0 + row) * shape[1] + fast0;
      if (panel.mask) bits.set(panel.mask.subarray(row * panel.pixelsFast, (row + 1) * panel.pixelsFast), to);
      else bits.fill(0, to, to + panel.pixelsFast);
    }
  });
  return places.map(({ slow, pixelsFast, pixelsSlow }) => {
    const part = new Uint32Array(pixelsFast * pixelsSlow);
    for (let row = 0; row < pixelsSlow; row++) {
      const from = (slow + row) * shape[1];
      part.set(bits.subarray(from, from + pixelsFast), row * pixelsFast);
    }
    return {
      mask: part.some((value) => value !== 0) ? part : undefined,
      limits: limits.flatMap(({ within: [fast0, fast1, slow0, slow1], limits: own }) => {
        const within: PixelRectangle = [
          fast0,
          Math.min(fast1, pixelsFast - 1),
          Math.max(slow0 - slow, 0),
          Math.min(slow1 - slow, pixelsSlow - 1),
        ];
        return within[0] <= within[1] && within[2] <= within[3] ? [{ within, limits: own }] : [];
      }),
    };
  });
}

function limitsWithin({ limits, pixelsFast, pixelsSlow }: PanelMask, [fast, slow]: readonly [number, number]) {
  if (!limits || !hasLimits(limits)) return [];
  const within: PixelRectangle = [fast, fast + pixelsFast - 1, slow, slow + pixelsSlow - 1];
  return [{ within, limits }];
}

/** Returns the first pixels [fast, slow] of the panels of a mask in a frame; undefined where they do not fit into it. */
function placesInFrame(
  { panels, isWhole }: DetectorMask,
  [slow, fast]: Shape,
): (readonly [number, number])[] | undefined {
  const named = panels.map(({ firstPixel }) => firstPixel);
  const fits = (place: readonly [number, number] | undefined, p: number): place is readonly [number, number] => {
    const { pixelsFast, pixelsSlow } = panels[p] as PanelMask;
    return place !== undefined && place[0] + pixelsFast <= fast && place[1] + pixelsSlow <= slow;
  };
  const isApart = new Set(named.map(String)).size === panels.length;
  if ((panels.length > 1 || isWhole) && isApart && named.every(fits)) return named as (readonly [number, number])[];
  const layout = frameLayout(panels);
  if (String(layout.shape) === String([slow, fast])) return layout.places.map((place) => [0, place.slow] as const);
  return undefined;
}

/** Returns the indices of the pixels of a rectangle. */
function* indicesWithin([fast0, fast1, slow0, slow1]: PixelRectangle, pixelsFast: number): Generator<number> {
  for (let row = slow0; row <= slow1; row++) for (let f = fast0; f <= fast1; f++) yield row * pixelsFast + f;
}

/** Returns an image with the pixels masked besides that a mask names, by their places or by their values. */
export function withMask(image: DecodedImage, placed: readonly PlacedMask[]): DecodedImage {
  const masks = image.panels.map(({ data, shape }, p) => {
    const { mask, limits = [] } = placed[p] ?? {};
    const own = image.masks?.[p];
    let flagged: PixelMask | undefined;
    for (const { within, limits: rules } of limits) {
      for (const i of indicesWithin(within, shape[1] as number)) {
        if ((own?.[i] ?? 0) !== 0 || !isFlagged(data[i] as number, rules)) continue;
        flagged ??= new Uint32Array(data.length);
        flagged[i] = MASK_BITS.untrusted;
      }
    }
    return combinedMask(own, mask, flagged);
  });
  return { ...image, ...(masks.some((mask) => mask !== undefined) && { masks }) };
}
