import type { NdArray } from 'ndarray';
import type { Beam, Detector, Scan } from './derived';
import type { PixelMask } from './pixel-mask';
import type { Pixels } from './pixels';

export type { Pixels } from './pixels';

import type { Vec3 } from './vector';

/** Description of an image, as files and reports need it. */
export interface ImageMetadata {
  readonly detector: Detector;
  readonly beam: Beam;
  readonly scan: Pick<Scan, 'start' | 'width'>;
  /** Added to every recorded value, ADU. */
  readonly offset?: number;
  /** Largest recorded value that can be trusted, offset included, ADU. */
  readonly saturation?: number;
  /** Least recorded value that can be trusted, offset included, ADU; 0 when absent. */
  readonly underload?: number;
  /** Description of the instrument in a file; the sensor of a simulation is in `detector`. */
  readonly instrument?: InstrumentMetadata;
  /** The axes of a goniometer of several, of which the spindle of `detector` is the one that turns, carried by those behind it. */
  readonly goniometer?: Goniometer;
}

/** An image: one array [slow, fast] per panel, masks and metadata. */
export interface Image {
  readonly panels: readonly NdArray<Pixels>[];
  /** For every panel which of its pixels do not count, gaps of the detector aside; all count where it is undefined. */
  readonly masks?: readonly (PixelMask | undefined)[];
  readonly metadata: ImageMetadata;
}

/** An image that was read: pixels of every panel, masks, and the header as text. */
export interface DecodedImage {
  readonly panels: readonly NdArray<Pixels>[];
  /** For every panel which of its pixels do not count; all count where it is undefined. Masked pixels keep their values. */
  readonly masks?: readonly (PixelMask | undefined)[];
  readonly header: Readonly<Record<string, string>>;
}

/** A stack of images in a file beside the one that describes them. */
export interface LinkedStack {
  /** Path in the other file, relative to its folder; it must be checked before use. */
  readonly file: string;
  /** Path of the stack within the file. */
  readonly dataset: string;
}

/** The part of a frame that is the image of a panel, pixels. */
export interface PanelRows {
  readonly slow: number;
  /** First column; 0 when absent. */
  readonly fast?: number;
  readonly pixelsFast: number;
  readonly pixelsSlow: number;
}

/** Images in files beside the one that describes them. */
export interface LinkedImages {
  /** Stacks in the order of the images. */
  readonly stacks: readonly LinkedStack[];
  /** Places of the panels in a frame; empty for one panel. */
  readonly panels: readonly PanelRows[];
  /** Mask of every frame [slow, fast]. */
  readonly mask?: PixelMask;
  readonly rules?: MaskingRules;
}

/** Values that mark masked pixels, as far as a file describes them. */
export interface MaskingRules {
  /** Number of bits of a recorded value. */
  readonly bits?: number;
  /** Largest value that can be trusted. */
  readonly saturation?: number;
  /** Least value that can be trusted. */
  readonly underload?: number;
}

/** An axis of a goniometer in the lab frame, at the angles of the first image. */
export interface GoniometerAxis {
  readonly name: string;
  /** Its direction where all axes are at zero, of length 1. */
  readonly direction: Vec3;
  readonly angleDeg: number;
}

/** Axes that rotate the crystal, the one nearest to it first: each is carried by those after it. */
export interface Goniometer {
  readonly axes: readonly GoniometerAxis[];
  /** Index of the axis that rotates from image to image. */
  readonly scanAxis: number;
}

/** Description of images in a file, besides their pixels. */
export interface FileMetadata<E extends object = object> {
  /** Number of images in the file itself. */
  readonly images: number;
  /** Images in other files. */
  readonly linked?: LinkedImages;
  /** Names of files in the folder of the file, or below it, that are needed to read its images or its description. */
  readonly neighbours?: readonly string[];
  /** Geometry, wavelength and scan of the first image. */
  readonly experiment: E;
  /** Added to every recorded value, ADU. */
  readonly offset?: number;
  /** Largest recorded value that can be trusted, offset included, ADU. */
  readonly saturation?: number;
  /** Least recorded value that can be trusted, offset included, ADU; 0 when absent. */
  readonly underload?: number;
  /**
   * Spindle angles of every image, where they are known individually; otherwise they follow from the scan of the
   * experiment.
   */
  readonly angles?: ImageAngles;
  /** The axes of a goniometer of several. */
  readonly goniometer?: Goniometer;
  readonly instrument?: InstrumentMetadata;
  /** Contents of the file that the reader cannot keep, a sentence each. */
  readonly warnings?: readonly string[];
}

/** Spindle angles at which images start, and their widths, degrees. */
export interface ImageAngles {
  readonly startsDeg: readonly number[];
  readonly widthsDeg: readonly number[];
}

/** Description of detector and readout besides geometry; a field is absent where the file does not have it. */
export interface InstrumentMetadata {
  /** Model and serial number, as the maker writes them. */
  readonly detectorName?: string;
  /** Chemical formula: Si, CdTe, GaAs. */
  readonly sensorMaterial?: string;
  /** Thickness of the sensor, m. */
  readonly sensorThickness?: number;
  /** Recorded units per photon. */
  readonly gain?: number;
  /** Time that each image was exposed, s. */
  readonly exposure?: number;
  /** Time from one image to the next, s. */
  readonly period?: number;
  /** Photons per second. */
  readonly flux?: number;
}
