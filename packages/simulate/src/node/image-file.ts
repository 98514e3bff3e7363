import { fileBeside, inFileElsewhere, readInput, readPackedInput } from '@braggsim/core/node';
import { formatOf, type ImageFile, type ImageFiles, imageInMemory } from '../images/image-file';
import { hdf5Filters } from './hdf5-plugins';

/**
 * Returns the content of an image file, unpacked where gzip is around it. Raw floats are only unpacked by their name: they may start
 * with any bytes.
 *
 * @throws BraggsimError (`data`) when it cannot be read, or unpacks to more than 1 GiB
 */
export const readImageBytes = (path: string, what = 'image'): Uint8Array =>
  /\.bin$/i.test(path) ? readInput(path, what) : readPackedInput(path, what);

/**
 * Opens an image file, told by its content or else its name. HDF5 is read in a thread of its own, with limits of time and
 * memory; its bytes go there and cannot be used afterwards.
 *
 * @param bytes its content
 * @throws BraggsimError (`data`) for formats that cannot be read, and from then on for whatever is wrong with the file
 */
export async function openImage(path: string, bytes: Uint8Array): Promise<ImageFile> {
  const format = formatOf(path, bytes);
  return format === 'nxmx' ? openNexus(path, bytes) : imageInMemory(path, format, bytes);
}

async function openNexus(path: string, bytes: Uint8Array): Promise<ImageFile> {
  const { openIsolated } = await import('@braggsim/detector-io/node');
  const file = openIsolated(bytes, { filters: hdf5Filters() });
  return {
    path,
    format: 'nxmx',
    facts: (params) => inFileElsewhere(path, file.inspect(params)),
    decode: (params) => inFileElsewhere(path, file.decode(params)),
    attach: (files) => inFileElsewhere(path, file.attach(files)),
    close: file.close,
  };
}

/** Opens the image files of this machine. */
export const diskFiles: ImageFiles = {
  open: (path, what) => openImage(path, readImageBytes(path, what)),
  beside: fileBeside,
};
