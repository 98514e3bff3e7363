import { units } from '@braggsim/core';
import type { PixelMask, Pixels } from '@braggsim/core/derived';
import { metadataOf } from '../image-metadata';
import type { ExpectedImage } from '../recorder';
import { everyImage, type InspectedFile, imageNumber } from './image-stacks';

/** Which images of a file, and how they are counted. */
export interface ExpectedSelection {
  /** Number of the only image that is taken, from 1; all images when undefined. */
  readonly frame: number | undefined;
  /** Index in the series of the first image that is taken; its place in the file when absent. */
  readonly start: number | undefined;
}

/** Returns photons with none in masked pixels, whose values mean something else. */
function withoutMasked(photons: Pixels, mask: PixelMask | undefined): Pixels {
  if (!mask) return photons;
  const counted = photons.slice();
  for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) counted[i] = 0;
  return counted;
}

/** Returns the expected photons of the images of a file, and the pixels of it that are masked. Counts lose the offset that their file tells. */
export async function* expectedImages(
  known: InspectedFile,
  { frame, start }: ExpectedSelection,
): AsyncGenerator<ExpectedImage> {
  const { facts } = known;
  const { offset = 0 } = facts ?? {};
  const photonsIn = (counts: Pixels): Pixels =>
    offset === 0 ? counts : new Float64Array(counts).map((value) => value - offset);
  const images = frame === undefined ? everyImage(known) : [[frame - 1, await imageNumber(known, frame)] as const];
  const first = frame === undefined ? 0 : frame - 1;
  for await (const [place, decoded] of images) {
    const metadata = metadataOf(facts, decoded, place);
    const { masks } = decoded;
    yield {
      index: place - first + (start ?? first),
      startDeg: units.toDegrees(metadata.scan.start),
      photons: decoded.panels.map(({ data }, p) => withoutMasked(photonsIn(data), masks?.[p])),
      metadata,
      ...(masks && { masks }),
    };
  }
}
