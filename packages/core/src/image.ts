import type { NdArray } from 'ndarray';
import type { Beam, Detector, Scan } from './derived';

export type Pixels = Float32Array | Float64Array | Uint8Array | Uint16Array | Uint32Array | Int32Array;

/** What a file has to say about an image. */
export interface ImageMetadata {
  readonly detector: Detector;
  readonly beam: Beam;
  readonly scan: Pick<Scan, 'start' | 'width'>;
  /** Added to every recorded value, ADU. */
  readonly offset?: number;
  /** Largest recorded value that can be trusted, offset included, ADU. */
  readonly saturation?: number;
}

/** One array [slow, fast] per panel. */
export interface Image {
  readonly panels: readonly NdArray<Pixels>[];
  readonly metadata: ImageMetadata;
}

/** What a file said: only as much metadata as it holds, and its header as it stood there. */
export interface DecodedImage {
  readonly panels: readonly NdArray<Pixels>[];
  readonly header: Readonly<Record<string, string>>;
}

/** A stack of images in a file beside the one that describes them. */
export interface LinkedStack {
  /** As the other file names it, relative to its own folder. Not to be trusted. */
  readonly file: string;
  /** Path of the stack within the file. */
  readonly dataset: string;
}

/** Rows of a frame in which a panel lies; it starts in the first column. */
export interface PanelRows {
  readonly slow: number;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** What a file says about how its images came to be. */
export interface FileFacts<E extends object = object> {
  /** In the file itself. */
  readonly images: number;
  /** Where further images are, in order, and how their frames are made up of panels: not at all when there is one. */
  readonly linked?: { readonly stacks: readonly LinkedStack[]; readonly panels: readonly PanelRows[] };
  /** Geometry, wavelength and scan of its first image. */
  readonly experiment: E;
  /** Added to every recorded value, ADU. */
  readonly offset?: number;
  /** Largest recorded value that can be trusted, offset included, ADU. */
  readonly saturation?: number;
}
