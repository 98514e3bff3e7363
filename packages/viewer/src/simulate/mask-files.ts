import { dataError } from '@braggsim/core';
import { fromRegistry } from '@braggsim/core/kernel';
import { inFile } from '@braggsim/core/text';
import { codecs } from '@braggsim/detector-io';
import { formatOf, type ImageFile, type ImageMasks, type MaskAccess, readMasks } from '@braggsim/simulate/images';
import { loadFilters } from '../files/hdf5-filters';
import { type OpenedInputs, openedBytes } from './inputs';

/** Opens an image that serves as a mask. */
async function openImage(path: string, bytes: Uint8Array): Promise<ImageFile> {
  const format = formatOf(path, bytes);
  if (format === 'nxmx') await loadFilters();
  const { decode, inspect } = await fromRegistry(codecs, format, 'image format');
  if (!decode) throw dataError(`${path}: ${format} images can be written, not read; give the image itself`);
  return {
    path,
    format,
    facts: async (params) => inFile(path, () => inspect?.(bytes, params)),
    decode: async (params) => inFile(path, () => decode(bytes, params)),
    close: async () => undefined,
  };
}

const accessTo = (opened: OpenedInputs): MaskAccess => {
  const bytes = (path: string): Uint8Array => openedBytes(opened, path, 'mask');
  return {
    bytes,
    text: (path) => new TextDecoder().decode(bytes(path)),
    openImage,
    beside: (_, file) => {
      bytes(file);
      return file;
    },
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
