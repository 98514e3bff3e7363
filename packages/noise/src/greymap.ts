import { boundsOf, type Region } from './region';

const WHITE = 255;

export interface GreymapOptions extends Region {
  /** Grey levels per photon; zero and below mean automatic. */
  readonly scale?: number | undefined;
  /** Root mean square deviation of the image: the automatic scale takes 5 of them to level 250. */
  readonly rmsd: number;
  /** What scales an image without contrast. */
  readonly integerScale: number;
  readonly into?: Uint8Array | undefined;
}

export interface Greymap {
  /** [slow, fast]; zero outside the region. */
  readonly pixels: Uint8Array;
  readonly scale: number;
}

export function greymapScale({
  scale = 0,
  rmsd,
  integerScale,
}: Pick<GreymapOptions, 'scale' | 'rmsd' | 'integerScale'>) {
  if (scale > 0) return scale;
  return rmsd > 0 ? 250 / (5 * rmsd) : integerScale;
}

/** 8-bit preview: truncated and clamped to 0..255. NaN becomes 0. */
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
