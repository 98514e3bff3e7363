import type { ImageMetadata, PixelMask, Pixels } from '@braggsim/core/derived';
import type { Placement } from './placement';

/** The pixels of a panel, and smaller copies of them for drawing. */
export interface PanelPixels {
  /** Values of the panel, [slow, fast]. */
  readonly pixels: Pixels;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
  /** Pixels that do not count; all count where it is undefined. */
  readonly mask?: PixelMask;
  /** Copies of 1/2, 1/4, … of the size, from `maximumLevels`. */
  readonly levels: readonly Float32Array[];
}

/** A panel of an image with its place in the assembled picture. */
export interface ShownPanel extends PanelPixels {
  readonly name: string;
  readonly place: Placement;
}

/** An image that is ready to be drawn. */
export interface ShownImage {
  readonly name: string;
  readonly panels: readonly ShownPanel[];
  /** Size of the assembled picture, pixels. */
  readonly width: number;
  readonly height: number;
  readonly metadata: ImageMetadata;
  /** Names of the quantities without which directions of pixels are unknown; empty where they are known. */
  readonly unknown: readonly string[];
  /** Place of the frame of the detector in the assembled picture. */
  readonly frame: Placement;
  readonly header: Readonly<Record<string, string>>;
  /** Name of the format of its file. */
  readonly format?: string;
  readonly warnings: readonly string[];
}

/** A pixel of an image. */
export interface PixelPlace {
  readonly panel: number;
  readonly fast: number;
  readonly slow: number;
}

/** Returns the value of a pixel, which its panel must have. */
export const valueAt = ({ panels }: ShownImage, { panel, fast, slow }: PixelPlace): number => {
  const { pixels, pixelsFast } = panels[panel] as ShownPanel;
  return pixels[slow * pixelsFast + fast] as number;
};

/** Tells whether a pixel is masked. */
export const isMasked = ({ panels }: ShownImage, { panel, fast, slow }: PixelPlace): boolean => {
  const { mask, pixelsFast } = panels[panel] as ShownPanel;
  return mask !== undefined && mask[slow * pixelsFast + fast] !== 0;
};
