import { maximumLevels } from './levels';
import type { ShownImage, ShownPanel } from './shown-image';

/** Ways of making one image of two. */
export type Combination = 'difference' | 'ratio';

const FORMULAS: Readonly<Record<Combination, (image: number, reference: number) => number>> = {
  difference: (image, reference) => image - reference,
  // The logarithm to the base 2, so that twice and half are as far from 0.
  ratio: (image, reference) => Math.log2(image / reference),
};

/** Tells whether two images have the same panels. */
export const arePaired = ({ panels }: ShownImage, { panels: others }: ShownImage): boolean =>
  panels.length === others.length &&
  panels.every(({ pixelsFast, pixelsSlow }, p) => {
    const other = others[p] as ShownPanel;
    return pixelsFast === other.pixelsFast && pixelsSlow === other.pixelsSlow;
  });

function combinedPanel(how: Combination, panel: ShownPanel, reference: ShownPanel): ShownPanel {
  const formula = FORMULAS[how];
  const pixels = new Float32Array(panel.pixels.length);
  const mask = new Uint32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) {
    const value = formula(panel.pixels[i] as number, reference.pixels[i] as number);
    pixels[i] = value;
    const bits = (panel.mask?.[i] ?? 0) | (reference.mask?.[i] ?? 0);
    // A ratio of nothing to nothing is masked as well.
    mask[i] = bits === 0 && !Number.isFinite(value) ? 1 : bits;
  }
  return { ...panel, pixels, mask, levels: maximumLevels(pixels, [panel.pixelsSlow, panel.pixelsFast], mask) };
}

let last:
  | { readonly how: Combination; readonly image: ShownImage; readonly reference: ShownImage; readonly made: ShownImage }
  | undefined;

/**
 * Returns the difference (image minus reference) or the binary logarithm of the ratio of two images; the image itself where their panels
 * differ. The last result is kept, since it is asked for whenever the page is drawn.
 */
export function combined(how: Combination, image: ShownImage, reference: ShownImage): ShownImage {
  if (last?.how === how && last.image === image && last.reference === reference) return last.made;
  if (!arePaired(image, reference)) return image;
  const { saturation: _, ...metadata } = image.metadata;
  const panels = image.panels.map((panel, p) => combinedPanel(how, panel, reference.panels[p] as ShownPanel));
  const made = {
    ...image,
    name: how === 'difference' ? 'image − reference' : 'log₂(image / reference)',
    metadata,
    panels,
  };
  last = { how, image, reference, made };
  return made;
}
