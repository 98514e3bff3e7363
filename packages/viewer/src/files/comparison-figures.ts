import { agreement, comparePanels, dSpacings } from '@braggsim/analysis';
import type { ImageMetadata } from '@braggsim/core/derived';
import { scatteringOf } from '../geometry/scattering';
import type { ComparisonFigures, PlainPanel } from './messages';

const SHELLS = 10;

/** Panels as `analysis` takes them. */
const panelImages = (panels: readonly PlainPanel[]) =>
  panels.map(({ pixels, pixelsSlow, pixelsFast, mask }) => ({
    pixels,
    shape: [pixelsSlow, pixelsFast] as const,
    ...(mask && { mask }),
  }));

/** Returns the pixels that count in both images, with the inverse square of their d-spacing. */
function* countedPairs(image: readonly PlainPanel[], reference: readonly PlainPanel[], metadata: ImageMetadata) {
  const scattering = scatteringOf(metadata);
  for (const [p, panel] of (scattering?.panels ?? []).entries()) {
    const spacings = dSpacings({ ...panel, beam: metadata.detector.beam }, metadata.beam.wavelength);
    const [own, other] = [image[p] as PlainPanel, reference[p] as PlainPanel];
    for (let i = 0; i < spacings.length; i++) {
      if ((own.mask && own.mask[i] !== 0) || (other.mask && other.mask[i] !== 0)) continue;
      yield [(spacings[i] as number) ** -2, own.pixels[i] as number, other.pixels[i] as number] as const;
    }
  }
}

/** Computes the correlation in shells that are equally wide in 1/d². */
function shellsOf(
  image: readonly PlainPanel[],
  reference: readonly PlainPanel[],
  metadata: ImageMetadata,
): ComparisonFigures['shells'] {
  let most = 0;
  for (const [place] of countedPairs(image, reference, metadata)) most = Math.max(most, place);
  if (most === 0) return [];
  const values = Array.from({ length: SHELLS }, () => [[] as number[], [] as number[]] as const);
  for (const [place, a, b] of countedPairs(image, reference, metadata)) {
    const [own, other] = values[Math.min(SHELLS - 1, Math.floor((place / most) * SHELLS))] as (typeof values)[number];
    own.push(a);
    other.push(b);
  }
  return values.map(([own, other], i) => ({
    from: 1 / Math.sqrt((most * i) / SHELLS),
    to: 1 / Math.sqrt((most * (i + 1)) / SHELLS),
    pixels: own.length,
    correlation: own.length > 1 ? agreement(own, other).correlation : Number.NaN,
  }));
}

/** Sums the absolute differences over the absolute values of the reference, for pixels that count in both images and are numbers. */
function rFactorOf(image: readonly PlainPanel[], reference: readonly PlainPanel[]): number {
  let [differences, values] = [0, 0];
  for (const [p, { pixels, mask }] of image.entries()) {
    const { pixels: others, mask: otherMask } = reference[p] as PlainPanel;
    for (let i = 0; i < pixels.length; i++) {
      if ((mask && mask[i] !== 0) || (otherMask && otherMask[i] !== 0)) continue;
      const [own, other] = [pixels[i] as number, others[i] as number];
      if (!Number.isFinite(own) || !Number.isFinite(other)) continue;
      differences += Math.abs(own - other);
      values += Math.abs(other);
    }
  }
  return values > 0 ? differences / values : Number.NaN;
}

/**
 * Compares an image with a reference of the same panels, as `braggsim compare` does.
 *
 * @param metadata geometry for the shells; without it there are none
 * @throws RangeError when the panels differ
 */
export const comparisonFigures = (
  image: readonly PlainPanel[],
  reference: readonly PlainPanel[],
  metadata: ImageMetadata | undefined,
): ComparisonFigures => ({
  comparison: comparePanels(panelImages(image), panelImages(reference)),
  rFactor: rFactorOf(image, reference),
  shells: metadata ? shellsOf(image, reference, metadata) : [],
});
