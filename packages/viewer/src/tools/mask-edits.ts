import { MASK_BITS, type PixelMask } from '@braggsim/core/derived';
import { maximumLevels } from '../image/levels';
import type { ShownImage, ShownPanel } from '../image/shown-image';
import { forEachPixelOf, type Region } from './regions';

/** Pixels that a person has masked, panel by panel: 1 for those; undefined for a panel without any. */
export type MaskEdits = readonly (Uint8Array | undefined)[];

type Panels = Pick<ShownImage, 'panels'>;

/** Copies of the edits of all panels, to be changed. */
const copied = (edits: MaskEdits | undefined, { panels }: Panels): Uint8Array[] =>
  panels.map(({ pixels }, p) => edits?.[p]?.slice() ?? new Uint8Array(pixels.length));

const withoutEmpty = (edits: readonly Uint8Array[]): MaskEdits =>
  edits.map((panel) => (panel.includes(1) ? panel : undefined));

/** Masks the pixels of a region, or takes them out of what was masked. */
export function withRegion(edits: MaskEdits | undefined, image: Panels, region: Region, isMasked: boolean): MaskEdits {
  const next = copied(edits, image);
  forEachPixelOf(image, region, (panel, at) => {
    (next[panel] as Uint8Array)[at] = isMasked ? 1 : 0;
  });
  return withoutEmpty(next);
}

/** Masks the pixels whose values lie outside of a range. */
export function withValues(
  edits: MaskEdits | undefined,
  image: Panels,
  { least, largest }: { readonly least: number; readonly largest: number },
): MaskEdits {
  const next = copied(edits, image);
  for (const [p, { pixels }] of image.panels.entries()) {
    const panel = next[p] as Uint8Array;
    for (let i = 0; i < pixels.length; i++) {
      const value = pixels[i] as number;
      if (value < least || value > largest) panel[i] = 1;
    }
  }
  return withoutEmpty(next);
}

/** Adds the pixels of another mask to those that are masked. */
export function withOther(edits: MaskEdits | undefined, image: Panels, other: MaskEdits): MaskEdits {
  const next = copied(edits, image);
  for (const [p, panel] of next.entries()) {
    const more = other[p];
    if (more) for (let i = 0; i < panel.length; i++) if (more[i] === 1) panel[i] = 1;
  }
  return withoutEmpty(next);
}

/** Tells whether edits belong to the panels of an image. */
export const editsFit = (edits: MaskEdits, { panels }: Panels): boolean =>
  edits.length === panels.length && edits.every((panel, p) => !panel || panel.length === panels[p]?.pixels.length);

function editedPanel(panel: ShownPanel, edit: Uint8Array | undefined): ShownPanel {
  if (!edit) return panel;
  const mask: PixelMask = panel.mask?.slice() ?? new Uint32Array(panel.pixels.length);
  for (let i = 0; i < mask.length; i++) if (edit[i] === 1) mask[i] = (mask[i] as number) | MASK_BITS.userDefined;
  return { ...panel, mask, levels: maximumLevels(panel.pixels, [panel.pixelsSlow, panel.pixelsFast], mask) };
}

/** Returns an image with the pixels masked that a person has masked; the image itself where there are none. */
export const withEdits = (image: ShownImage, edits: MaskEdits | undefined): ShownImage =>
  edits?.some(Boolean) && editsFit(edits, image)
    ? { ...image, panels: image.panels.map((panel, p) => editedPanel(panel, edits[p])) }
    : image;

/** Returns the mask of an image as pixels: 1 where they count and 0 where not, as `--mask` and `refine.mask` take it. */
export const maskPixels = ({ panels }: Panels): Uint8Array[] =>
  panels.map(({ pixels, mask }) =>
    Uint8Array.from({ length: pixels.length }, (_, i) => (mask && mask[i] !== 0 ? 0 : 1)),
  );

/** Returns the number of pixels that are masked, and of all. */
export function maskedCount({ panels }: Panels): { readonly masked: number; readonly all: number } {
  let [masked, all] = [0, 0];
  for (const { pixels, mask } of panels) {
    all += pixels.length;
    if (mask) for (let i = 0; i < mask.length; i++) if (mask[i] !== 0) masked++;
  }
  return { masked, all };
}
