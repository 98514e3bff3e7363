import { combinedMask, type DecodedImage, type ImageMetadata } from '@braggsim/core/derived';
import { codecFor } from '@braggsim/detector-io';
import { HELD_THINGS, lostThings } from '@braggsim/detector-io/conversions';
import { converted } from '@braggsim/simulate/images';
import ndarray from 'ndarray';
import type { PlainPanel, WrittenImage } from './messages';

/**
 * Writes an image in the format of its name, as `braggsim convert` does.
 *
 * @throws BraggsimError (`usage`) for images that the format cannot hold
 */
export async function writtenImage(
  panels: readonly PlainPanel[],
  metadata: ImageMetadata,
  name: string,
): Promise<WrittenImage> {
  const codec = await codecFor(name);
  const decoded: DecodedImage = {
    panels: panels.map(({ pixels, pixelsSlow, pixelsFast }) => ndarray(pixels, [pixelsSlow, pixelsFast])),
    masks: panels.map(({ mask }) => combinedMask(mask)),
    header: {},
  };
  const { image, changed } = converted(decoded, metadata, codec, 'grey16');
  const chunks = codec.encode?.(image, { style: 'grey16', header: 'full', name }) ?? [];
  const lost = lostThings(image, {}, codec.id).map((thing) => HELD_THINGS[thing]);
  return {
    bytes: new Uint8Array(await new Blob(chunks as Uint8Array<ArrayBuffer>[]).arrayBuffer()),
    notes: [
      ...(lost.length > 0 ? [`${name} does not keep: ${lost.join(', ')}`] : []),
      ...(changed > 0 ? [`${changed} pixels were clipped or rounded to what ${codec.id} holds`] : []),
    ],
  };
}
