import type { NdArray } from 'ndarray';
import type { Beam, Detector, Scan } from './derived';
import type { PixelMask } from './pixel-mask';

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
  /** What a file said about the instrument; a sensor that was simulated is in `detector`. */
  readonly instrument?: InstrumentMetadata;
}

/** One array [slow, fast] per panel. */
export interface Image {
  readonly panels: readonly NdArray<Pixels>[];
  /** For every panel which of its pixels do not count, gaps of the detector aside; all count where it is undefined. */
  readonly masks?: readonly (PixelMask | undefined)[];
  readonly metadata: ImageMetadata;
}

/** What a file said: only as much metadata as it holds, and its header as it stood there. */
export interface DecodedImage {
  readonly panels: readonly NdArray<Pixels>[];
  /** For every panel which of its pixels do not count; all count where it is undefined. Masked pixels keep their values. */
  readonly masks?: readonly (PixelMask | undefined)[];
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
  /** Spindle angles of every image, where they are known one by one; else they follow from the scan of the experiment. */
  readonly angles?: ImageAngles;
  readonly instrument?: InstrumentMetadata;
  /** What the reader cannot keep of the file, a sentence each. */
  readonly warnings?: readonly string[];
}

/** Spindle angles at which images start and how far each goes, degrees. */
export interface ImageAngles {
  readonly startsDeg: readonly number[];
  readonly widthsDeg: readonly number[];
}

/** What files say about detector and read-out besides geometry; a field is absent where the file does not say it. */
export interface InstrumentMetadata {
  /** Model and serial number, as the maker writes them. */
  readonly detectorName?: string;
  /** Chemical formula: Si, CdTe, GaAs. */
  readonly sensorMaterial?: string;
  /** m */
  readonly sensorThickness?: number;
  /** Recorded units per photon. */
  readonly gain?: number;
  /** Time that each image was exposed, s. */
  readonly exposure?: number;
  /** Time from one image to the next, s. */
  readonly period?: number;
}
