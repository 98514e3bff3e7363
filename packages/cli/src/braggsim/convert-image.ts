import type { Codec, DecodedImage, ImageMetadata, Pixels } from '@braggsim/core';
import type { FileFacts } from '@braggsim/detector-io';
import ndarray from 'ndarray';

/** What a format, or a style of one, can hold. */
const RANGES: Readonly<Record<string, { readonly least: number; readonly largest: number; readonly whole: boolean }>> =
  {
    smv: { least: 0, largest: 0xffff, whole: true },
    pgm: { least: 0, largest: 0xff, whole: true },
    cbf: { least: -(2 ** 31), largest: 2 ** 31 - 1, whole: true },
    grey16: { least: 0, largest: 0xffff, whole: true },
  };

/** Pixels as a format can hold them, and how many had to be changed for it. */
export function fitted(
  pixels: Pixels,
  { id }: Codec,
  style = id,
): { readonly pixels: Pixels; readonly changed: number } {
  const range = RANGES[id] ?? RANGES[style];
  if (!range) return { pixels, changed: 0 };
  const { least, largest, whole } = range;
  let changed = 0;
  const result = new Float64Array(pixels).map((value) => {
    const clipped = Number.isNaN(value) ? least : Math.min(Math.max(value, least), largest);
    const held = whole ? Math.round(clipped) : clipped;
    if (held !== value) changed++;
    return held;
  });
  return { pixels: changed === 0 ? pixels : result, changed };
}

/** What other programs want to know of an image and its file does not say, in words. */
export function missingFacts(facts: FileFacts | undefined): string[] {
  const { detector, beam } = facts?.experiment ?? {};
  const found: readonly (readonly [string, unknown])[] = [
    ['pixel size', detector?.pixelMm],
    ['distance', detector?.distanceMm],
    ['beam centre', detector?.beamCentreMm],
    ['wavelength', beam?.wavelengthA ?? beam?.energyEv],
  ];
  return found.flatMap(([name, value]) => (value === undefined ? [name] : []));
}

/** An image that was read, ready to be written in another format. */
export function converted(decoded: DecodedImage, metadata: ImageMetadata, codec: Codec, style?: string) {
  let changed = 0;
  const panels = decoded.panels.map(({ data, shape }) => {
    const fit = fitted(data, codec, codec.id === 'png' ? style : undefined);
    changed += fit.changed;
    return ndarray(fit.pixels, [...shape]);
  });
  return { image: { panels, metadata }, changed };
}
