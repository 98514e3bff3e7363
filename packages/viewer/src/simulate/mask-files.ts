import type { PixelMask } from '@braggsim/core/derived';
import { type ImageMasks, type MaskAccess, readMasks } from '@braggsim/simulate/images';
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

/**
 * Reads mask files out of those that are open, as the commands read them from the disk.
 *
 * @throws BraggsimError (`data`) for a file that is not open, or is no mask
 */
export function openedMasks(paths: readonly string[], opened: OpenedInputs): Promise<ImageMasks | undefined> {
  const ofFiles = known.get(opened) ?? new Map<string, Promise<ImageMasks | undefined>>();
  known.set(opened, ofFiles);
  const key = JSON.stringify(paths);
  const masks = ofFiles.get(key) ?? readMasks(paths, accessTo(opened));
  ofFiles.set(key, masks);
  // A failure may be temporary, so the next call tries again.
  masks.catch(() => ofFiles.delete(key));
  return masks;
}

/** Says which files limit values, which masks of places leave out, and what the page offers instead. */
function aboutLimits({ limiting, described }: ImageMasks): string[] {
  if (limiting.length === 0) return [];
  const { underload, saturation } = described(undefined) ?? {};
  const range = [
    ...(underload === undefined ? [] : [`from ${underload}`]),
    ...(saturation === undefined ? [] : [`up to ${saturation}`]),
  ].join(' ');
  const names = limiting.map((name) => `'${name}'`).join(', ');
  return [
    `${names}: the limits of values${range && ` (trusted ${range})`} are not applied: give the least and largest value and choose Mask other values`,
  ];
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
  );
  return { panels: masks?.masksFor(shapes) ?? [], warnings: masks ? [...masks.warnings, ...aboutLimits(masks)] : [] };
}
