import { type ImageMasks, type MaskAccess, readMasks } from '@braggsim/simulate/images';
import { openedImage } from '../files/open-files';
import { type OpenedInputs, openedBytes } from './inputs';

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
  return masks;
}
