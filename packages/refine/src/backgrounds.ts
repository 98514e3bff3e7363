import type { BackgroundBasis, FitPixels } from './fit-pixels';

/** Models of the background beneath spots. */
export const BACKGROUNDS = ['none', 'constant', 'plane', 'radial'] as const;
export type BackgroundKind = (typeof BACKGROUNDS)[number];

type Chosen = Omit<FitPixels, 'background'>;

const TERMS: Readonly<Record<'none' | 'constant' | 'plane', number>> = { none: 0, constant: 1, plane: 3 };

/** Returns a constant or a plane for each box, in the distance from its centre over its half edge; or nothing. */
export function boxBackground(pixels: Chosen, kind: 'none' | 'constant' | 'plane', half: number): BackgroundBasis {
  const { count, box, fast, slow, boxes } = pixels;
  const terms = TERMS[kind];
  const values = new Float64Array(count * terms);
  for (let p = 0; p < count; p++) {
    const [fast0 = 0, slow0 = 0] = boxes[box[p] as number]?.centre ?? [];
    if (terms > 0) values[p * terms] = 1;
    if (terms < 3) continue;
    values[p * terms + 1] = ((fast[p] as number) - fast0) / half;
    values[p * terms + 2] = ((slow[p] as number) - slow0) / half;
  }
  return { groups: boxes.length, terms, group: box, values };
}

/** Distance between knots of a radial background, as part of the largest distance from the beam. */
const KNOT_SPACING = 0.05;
const DEGREE = 3;

/**
 * Returns one smooth curve for the image: cubic B-splines of the distance to the direct beam, with a knot every 5 % of the
 * largest distance, times the factors that all scattering shares.
 *
 * @param radius distance of each pixel to the direct beam, in any unit
 * @param factor solid angle and polarization of each pixel, relative
 */
export function radialBackground(pixels: Chosen, radius: Float64Array, factor: Float64Array): BackgroundBasis {
  const { count } = pixels;
  const largest = radius.reduce((a, b) => Math.max(a, b), 0) || 1;
  const intervals = Math.round(1 / KNOT_SPACING);
  const terms = intervals + DEGREE;
  const values = new Float64Array(count * terms);
  for (let p = 0; p < count; p++) {
    const place = Math.min(intervals - 1e-9, ((radius[p] as number) / largest) * intervals);
    const first = Math.floor(place);
    const t = place - first;
    const weights = [
      (1 - t) ** 3 / 6,
      (3 * t ** 3 - 6 * t ** 2 + 4) / 6,
      (-3 * t ** 3 + 3 * t ** 2 + 3 * t + 1) / 6,
      t ** 3 / 6,
    ];
    for (const [k, weight] of weights.entries()) values[p * terms + first + k] = weight * (factor[p] as number);
  }
  return { groups: 1, terms, group: new Int32Array(count), values };
}
