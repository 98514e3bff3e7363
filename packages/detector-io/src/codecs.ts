import { usageError } from '@braggsim/core';
import { fromRegistry, type Registry } from '@braggsim/core/kernel';
import { extensionOf } from '@braggsim/core/text';
import { cbf } from './cbf';
import type { ImageCodec } from './described';
import { npy } from './npy';
import { pgm } from './pgm';
import { rawFloat } from './raw-float';
import { smv } from './smv';

/** Image formats by id. PNG, TIFF and NeXus are loaded when first asked for: their libraries are not needed to start a run. */
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
 * The id of the image format that goes with the extension of a name.
 *
 * @throws BraggsimError (`usage`) naming the extensions there are
 */
export function formatFor(path: string): string {
  const extension = /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? '';
  const id = Object.hasOwn(IDS, extension) ? IDS[extension] : undefined;
  if (id !== undefined) return id;
  throw usageError(`no image format goes with the name '${path}'; names end in ${Object.keys(IDS).join(', ')}`);
}

/** The codec of a plug-in among `formats` that has an extension. */
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
 * The codec for a file by the extension of its name; that of a plug-in comes before a built-in one.
 *
 * @param formats all codecs by id, those of plug-ins included
 * @throws BraggsimError (`usage`) naming the extensions there are
 */
export async function codecFor(path: string, formats: Registry<ImageCodec> = codecs): Promise<ImageCodec> {
  const found = formats === codecs ? undefined : await pluginCodec(path, formats);
  return found ?? fromRegistry(formats, formatFor(path), 'image format');
}
