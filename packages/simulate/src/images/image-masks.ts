import { combinedMask, type DecodedImage, type PixelMask } from '@braggsim/core/derived';
import { inFile } from '@braggsim/core/text';
import type { FileMetadata } from '@braggsim/detector-io';
import { type DetectorMask, type PanelMask, type PlacedMask, placedMask, withMask } from '@braggsim/detector-io/masks';

/** A mask from a file beside the images, with what its file says of their values. */
export interface LoadedMask extends DetectorMask {
  readonly path: string;
  readonly gain?: number | undefined;
  readonly pedestal?: number | undefined;
  readonly warnings: readonly string[];
}

/** Size of an image. */
export type PixelCounts = Pick<PanelMask, 'pixelsFast' | 'pixelsSlow'>;

/** Masks from files beside the images. */
export interface ImageMasks {
  /** Masks further pixels of an image, by their places and by their values. */
  readonly apply: (image: DecodedImage) => DecodedImage;
  /** Masks as `apply` does, but of the values only those that mark a pixel, for callers with limits of values of their own. */
  readonly applyMarks: (image: DecodedImage) => DecodedImage;
  /** Returns the masks of panels of these shapes [slow, fast], by their places alone. */
  readonly masksFor: (shapes: readonly (readonly [number, number])[]) => readonly (PixelMask | undefined)[];
  /** Adds what the files say of values: the trusted range, and gain and pedestal where the image file names none. */
  readonly described: (facts: FileMetadata | undefined) => FileMetadata | undefined;
  /** What of the files limits values, by their names. */
  readonly limiting: readonly string[];
  readonly warnings: readonly string[];
}

/** Returns the size of raw images and masks, which do not know their own: that of the panels, if there is only one. */
export const rawSizeOf = ([only, ...others]: readonly PixelCounts[]): PixelCounts | undefined =>
  only && others.length === 0 ? { pixelsFast: only.pixelsFast, pixelsSlow: only.pixelsSlow } : undefined;

/** Returns the mask of a panel without its limits of values; values that mark a pixel stay. */
const marksOf = ({ mask, limits }: PlacedMask): PlacedMask => ({
  mask,
  limits: limits.map(({ within, limits: { flagged = [] } }) => ({ within, limits: { flagged } })),
});

/**
 * Reports the files that limit values where masks of places leave the limits out.
 *
 * @param why why they are not applied, or what is offered instead
 */
export function unappliedLimits({ limiting, described }: ImageMasks, why: string): string[] {
  if (limiting.length === 0) return [];
  const { underload, saturation } = described(undefined) ?? {};
  const range = [
    ...(underload === undefined ? [] : [`from ${underload}`]),
    ...(saturation === undefined ? [] : [`up to ${saturation}`]),
  ].join(' ');
  const names = limiting.map((name) => `'${name}'`).join(', ');
  return [`${names}: the limits of values${range && ` (trusted ${range})`} are not applied: ${why}`];
}

/** Combines the masks of files, all of which count. */
export function combinedMasks(masks: readonly LoadedMask[]): ImageMasks {
  const places = new Map<string, readonly (readonly PlacedMask[])[]>();
  const placed = (shapes: readonly (readonly [number, number])[]) => {
    const key = String(shapes);
    const known = places.get(key) ?? masks.map((mask) => inFile(mask.path, () => placedMask(mask, shapes)));
    places.set(key, known);
    return known;
  };
  const placedOn = ({ panels }: DecodedImage) =>
    placed(panels.map(({ shape: [slow = 0, fast = 0] }) => [slow, fast] as const));
  const limits = masks.flatMap(({ panels }) => panels.map((panel) => panel.limits ?? {}));
  const least = commonLeast(masks);
  const largest = limits.flatMap((limit) => limit.largest ?? []);
  const saturation = largest.length > 0 ? Math.min(...largest) : undefined;
  const warnings = masks.flatMap(({ path, warnings: own }) => own.map((text) => `'${path}': ${text}`));
  if (new Set(largest).size > 1) {
    warnings.push(
      `panels differ in the largest value that can be trusted: ${saturation}, the least, is that of the image`,
    );
  }
  const [gain] = masks.flatMap((mask) => mask.gain ?? []);
  const [pedestal] = masks.flatMap((mask) => mask.pedestal ?? []);
  return {
    apply: (image) => placedOn(image).reduce((masked, mask) => withMask(masked, mask), image),
    applyMarks: (image) =>
      placedOn(image)
        .map((mask) => mask.map(marksOf))
        .reduce((masked, mask) => withMask(masked, mask), image),
    masksFor: (shapes) => {
      const all = placed(shapes);
      return shapes.map((_, p) => combinedMask(...all.map((panels) => panels[p]?.mask)));
    },
    described(facts) {
      if (least === undefined && saturation === undefined && gain === undefined && pedestal === undefined) return facts;
      const base: FileMetadata = facts ?? { images: 1, experiment: {} };
      const offset = base.offset ?? pedestal;
      const { gain: known } = base.instrument ?? {};
      return {
        ...base,
        ...(saturation !== undefined && { saturation }),
        ...(least !== undefined && { underload: least }),
        ...(offset !== undefined && { offset }),
        ...(gain !== undefined && known === undefined && { instrument: { ...base.instrument, gain } }),
      };
    },
    limiting: masks
      .filter(({ panels }) => panels.some(({ limits: own }) => own && Object.keys(own).length > 0))
      .map(({ path }) => path),
    warnings,
  };
}

/** Returns the least value that can be trusted where it is that of all panels. */
function commonLeast(masks: readonly LoadedMask[]): number | undefined {
  const values = new Set(masks.flatMap(({ panels }) => panels.map(({ limits }) => limits?.least)));
  return values.size === 1 ? [...values][0] : undefined;
}
