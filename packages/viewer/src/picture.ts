/** Fraction of the pixels that are drawn white. */
const WHITE_SHARE = 0.001;
/** Fraction of the pixels that are drawn black. */
const BLACK_SHARE = 0.001;
/** Smallest ratio of black to white, so that a smooth background stays grey. */
const MIN_RATIO = 12;
/** Number of pixels from which the scale is determined. */
const SAMPLED_PIXELS = 20_000;

/** A logarithmic grey scale. */
export interface GreyScale {
  /** Photons that are drawn white. */
  readonly white: number;
  /** Photons that are drawn black. */
  readonly black: number;
}

/** Chooses a logarithmic scale on which both the background and the spots of an image are visible. */
export function greyScale(photons: Float32Array): GreyScale {
  const every = Math.ceil(photons.length / SAMPLED_PIXELS);
  const sorted = photons.filter((x, i) => i % every === 0 && x > 0).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? 1;
  const white = at(WHITE_SHARE);
  return { white, black: Math.max(at(1 - BLACK_SHARE), MIN_RATIO * white) };
}

/** Computes the grey of a pixel, from 0 (black) to 255 (white). */
export function grey(photons: number, { white, black }: GreyScale): number {
  const level = Math.log(photons / white) / Math.log(black / white);
  return Math.round(255 * (1 - Math.min(1, Math.max(0, level))));
}

/** Draws an image of photons, [slow, fast]. */
export function draw(canvas: HTMLCanvasElement, photons: Float32Array, width: number, scale: GreyScale): void {
  canvas.width = width;
  canvas.height = photons.length / width;
  const picture = new ImageData(canvas.width, canvas.height);
  const words = new Uint32Array(picture.data.buffer);
  for (let i = 0; i < words.length; i++) words[i] = 0xff000000 + 0x010101 * grey(photons[i] as number, scale);
  canvas.getContext('2d')?.putImageData(picture, 0, 0);
}
