import { boundsOf, type Region } from './region';

const WHITE = 255;

/** Options of `greymap`. */
export interface GreymapOptions extends Region {
  /** Grey levels per photon; zero and below mean automatic. */
  readonly scale?: number | undefined;
  /** Root mean square deviation of the image; the automatic scale maps 5 times this value to level 250. */
  readonly rmsd: number;
  /** Scale of an image without contrast: that of the integer image. */
  readonly integerScale: number;
  /** Array that receives the pixels; a new one by default. */
  readonly into?: Uint8Array | undefined;
}

/** An 8-bit preview of an image. */
export interface Greymap {
  /** Pixels [slow, fast]; zero outside the region. */
  readonly pixels: Uint8Array;
  /** Grey levels per photon. */
  readonly scale: number;
}

/** Returns the grey levels per photon: the requested scale, or an automatic one. */
export function greymapScale({
  scale = 0,
  rmsd,
  integerScale,
}: Pick<GreymapOptions, 'scale' | 'rmsd' | 'integerScale'>) {
  if (scale > 0) return scale;
  return rmsd > 0 ? 250 / (5 * rmsd) : integerScale;
}

/**
 * Makes an 8-bit preview of an image: scaled, truncated and clamped to 0..255; NaN becomes 0.
 *
 * @throws BraggsimError (`usage`) when the array does not have the size of the shape
 */
export function greymap(image: Float32Array | Float64Array, options: GreymapOptions): Greymap {
  const { fast, slow, stride } = boundsOf(image, options);
  const scale = greymapScale(options);
  const pixels = options.into ?? new Uint8Array(image.length);
  pixels.fill(0);
  for (let s = slow[0]; s < slow[1]; s++) {
    for (let f = fast[0]; f < fast[1]; f++) {
      const at = s * stride + f;
      pixels[at] = Math.min(Math.max((image[at] as number) * scale, 0), WHITE);
    }
  }
  return { pixels, scale };
}
