import { type Profile, quadrant } from './profile';

const f32 = Math.fround;

/** A spread image. */
export interface SerialSpread {
  /** Pixels [slow, fast]. */
  readonly pixels: Float32Array;
  /** Photons that lay beyond the radii and were added back evenly. */
  readonly lost: number;
}

/**
 * Applies a point spread as noisify does, bit-exact: every pixel is added to its surroundings in raster order, within a
 * radius that is given or chosen for each pixel. As in noisify, light that falls on the column to the right of the image
 * is added to the first column of the next row.
 *
 * @param shape [slow, fast]
 * @param asked radius in pixels; 0 for automatic radii
 */
export function serialSpread(
  image: Float32Array,
  shape: readonly [number, number],
  profile: Profile,
  asked: number,
): SerialSpread {
  const [slow, fast] = shape;
  const pixels = new Float32Array(image.length);
  const brightest = image.reduce((max, value) => Math.max(max, value), 0);
  if (asked <= 0 && brightest === 0) return { pixels, lost: 0 };
  const longest = Math.max(slow, fast);
  const widest = Math.min(asked > 0 ? asked : profile.radiusFor(brightest), longest);
  const kernel = quadrant(profile, widest);
  let lost = 0;
  for (let i = 0; i < image.length; i++) {
    const photons = image[i] as number;
    if (photons <= 0) continue;
    const radius = asked > 0 ? widest : Math.min(profile.radiusFor(photons), widest);
    lost += photons * profile.beyond(radius);
    const x0 = i % fast;
    const y0 = (i - x0) / fast;
    for (let dx = -Math.min(radius, x0); dx <= Math.min(radius, fast - x0); dx++) {
      for (let dy = -Math.min(radius, y0); dy <= Math.min(radius, slow - 1 - y0); dy++) {
        if (dx * dx + dy * dy > radius * radius) continue;
        const j = (y0 + dy) * fast + x0 + dx;
        const part = photons * (kernel[Math.abs(dy) * (widest + 1) + Math.abs(dx)] as number);
        if (j < pixels.length) pixels[j] = f32((pixels[j] as number) + part);
      }
    }
  }
  const share = lost / pixels.length;
  for (let i = 0; i < pixels.length; i++) pixels[i] = f32((pixels[i] as number) + share);
  return { pixels, lost };
}
