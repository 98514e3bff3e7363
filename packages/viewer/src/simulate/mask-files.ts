import type { PixelMask } from '@braggsim/core/derived';
import { type ImageMasks, type MaskAccess, rawSizeOf, readMasks, unappliedLimits } from '@braggsim/simulate/images';
import { openedImage } from '../files/open-files';
import { type OpenedInputs, openedBytes } from './inputs';
import { namedByMasks } from './needed-files';

const accessTo = (opened: OpenedInputs): MaskAccess => {
  const bytes = (path: string): Uint8Array => openedBytes(opened, path, 'mask');
  return {
    bytes,
    text: (path) => new TextDecoder().decode(bytes(path)),
    openImage: openedImage,
    beside: (_, file) => {
      bytes(file);
      return file;
    },
    missing: 'is not open here: open both together',
  };
};

/** Masks that were read, by the files that were open; sliders change other fields. */
const known = new WeakMap<OpenedInputs, Map<string, Promise<ImageMasks | undefined>>>();

/** Sizes of panels. */
type PanelSizes = Parameters<typeof rawSizeOf>[0];

/**
 * Reads mask files out of those that are open, as the commands read them from the disk.
 *
 * @param panels sizes of the panels that are masked: raw masks have that of the only one
 * @throws BraggsimError (`data`) for a file that is not open, or is no mask
 */
export function openedMasks(
  paths: readonly string[],
  opened: OpenedInputs,
  panels: PanelSizes,
): Promise<ImageMasks | undefined> {
  const ofFiles = known.get(opened) ?? new Map<string, Promise<ImageMasks | undefined>>();
  known.set(opened, ofFiles);
  const rawSize = rawSizeOf(panels);
  const key = JSON.stringify([paths, rawSize]);
  const masks = ofFiles.get(key) ?? readMasks(paths, accessTo(opened), rawSize);
  ofFiles.set(key, masks);
  // A failure may be temporary, so the next call tries again.
  masks.catch(() => ofFiles.delete(key));
  return masks;
}

/**
 * Reads the places that mask files mask which were opened together: those that others name are parts of these, and no masks of their own.
 *
 * @returns masks of panels of these shapes [slow, fast], with warnings of what is not read or not applied
 * @throws BraggsimError (`data`) for a file that is no mask, or that names one that was not opened
 */
export async function masksTogether(
  files: OpenedInputs,
  shapes: readonly (readonly [number, number])[],
): Promise<{ readonly panels: readonly (PixelMask | undefined)[]; readonly warnings: readonly string[] }> {
  const parts = await namedByMasks(files);
  const masks = await openedMasks(
    [...files.keys()].filter((name) => !parts.includes(name)),
    files,
    shapes.map(([pixelsSlow, pixelsFast]) => ({ pixelsSlow, pixelsFast })),
  );
  const instead = 'give the least and largest value and choose Mask other values';
  return {
    panels: masks?.masksFor(shapes) ?? [],
    warnings: masks ? [...masks.warnings, ...unappliedLimits(masks, instead)] : [],
  };
}
