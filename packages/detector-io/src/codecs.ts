import { usageError } from '@braggsim/core';
import { fromRegistry, type Registry } from '@braggsim/core/kernel';
import { extensionOf } from '@braggsim/core/text';
import { cbf } from './cbf';
import type { ImageCodec } from './described';
import { npy } from './npy';
import { pgm } from './pgm';
import { rawFloat } from './raw-float';
import { smv } from './smv';

/**
 * Codecs of image formats by id. PNG, TIFF and NeXus are loaded at first use, since their libraries are not needed to
 * start a run.
 */
export const codecs: Registry<ImageCodec> = new Map<string, () => ImageCodec | Promise<ImageCodec>>([
  [smv.id, () => smv],
  [rawFloat.id, () => rawFloat],
  [npy.id, () => npy],
  [pgm.id, () => pgm],
  [cbf.id, () => cbf],
  ['tiff', async () => (await import('./tiff')).tiff],
  ['png', async () => (await import('./png')).png],
  ['nxmx', async () => (await import('./nxmx')).nxmx()],
]);

const IDS: Readonly<Record<string, string>> = {
  '.img': 'smv',
  '.smv': 'smv',
  '.bin': 'raw',
  '.npy': 'npy',
  '.pgm': 'pgm',
  '.png': 'png',
  '.cbf': 'cbf',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.nxs': 'nxmx',
  '.h5': 'nxmx',
};

/**
 * Returns the id of the image format for the extension of a file name.
 *
 * @throws BraggsimError (`usage`) naming the known extensions
 */
export function formatFor(path: string): string {
  const extension = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? '';
  const id = Object.hasOwn(IDS, extension) ? IDS[extension] : undefined;
  if (id !== undefined) return id;
  throw usageError(
    `no image format is known for the name '${path}'; known extensions are ${Object.keys(IDS).join(', ')}`,
  );
}

/** Finds the codec of a plug-in among `formats` by the extension of a name. */
async function pluginCodec(path: string, formats: Registry<ImageCodec>): Promise<ImageCodec | undefined> {
  const extension = extensionOf(path);
  for (const [id, make] of formats) {
    if (codecs.get(id) === make) continue;
    const codec = await make();
    if (codec.extensions.includes(extension)) return codec;
  }
  return undefined;
}

/**
 * Returns the codec for a file by the extension of its name. The codec of a plug-in takes precedence over a built-in
 * one.
 *
 * @param formats all codecs by id, including those of plug-ins
 * @throws BraggsimError (`usage`) naming the known extensions
 */
export async function codecFor(path: string, formats: Registry<ImageCodec> = codecs): Promise<ImageCodec> {
  const found = formats === codecs ? undefined : await pluginCodec(path, formats);
  return found ?? fromRegistry(formats, formatFor(path), 'image format');
}
